// Hash every file under a folder with a fixed number of threads.
#pragma once

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/algorithm/hex.hpp>
#include <boost/locale/utf.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iterator>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace hash_files {

// ANCHOR: distribution
// Calls work(0) to work(count - 1), each once and in no particular order, on at
// most `threads` threads, at least one; the caller is one of them. Makes do
// with fewer if no more can be started. `work` must bear being called from
// several threads at a time. Returns when every call has returned. If a call
// throws, hands out no further index and throws one of the exceptions.
template <typename Work>
void for_each_index(int threads, std::size_t count, const Work& work) {
  assert(threads > 0 && "somebody has to work");
  const std::size_t most = std::min<std::size_t>(threads, count);
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failures(threads);

  const auto take_turns = [&](std::exception_ptr& failure) {
    try {
      for (;;) {
        // Relaxed: taking an index publishes nothing. Starting a thread
        // publishes the jobs to it, and joining it publishes its results.
        const auto index = next.fetch_add(1, std::memory_order_relaxed);
        if (index >= count) return;
        work(index);
      }
    } catch (...) {
      failure = std::current_exception();
      next.store(count, std::memory_order_relaxed);
    }
  };

  {
    std::vector<boost::scoped_thread<>> helpers;
    try {
      for (std::size_t i = 1; i < most; ++i)
        helpers.emplace_back([&, i] { take_turns(failures[i]); });
    } catch (const std::exception&) {
      // No thread or no memory: those that did start take all the turns.
    }
    take_turns(failures[0]);
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}
// ANCHOR_END: distribution

// ANCHOR: hash
// A file open for reading, if possible. Opening waits for nobody: a named pipe
// without a writer opens at once.
struct opened {
  explicit opened(const std::filesystem::path& file)
      : descriptor{open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {}
  ~opened() {
    if (descriptor >= 0) close(descriptor);
  }
  opened(const opened&) = delete;
  opened& operator=(const opened&) = delete;

  const int descriptor;  // -1 if errno says why not
};

// Why a file has no digest.
struct unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void check(bool openssl_succeeded) {
  if (!openssl_succeeded) throw std::runtime_error{"OpenSSL has no SHA-256"};
}

// The SHA-256 (FIPS 180-4) of a regular file, in hexadecimal. Holds one chunk
// of the file at a time. Throws `unreadable` if it cannot be read.
inline std::string sha256(const std::filesystem::path& file) {
  const auto reason = [] { return std::generic_category().message(errno); };
  const opened input{file};
  struct stat status {};
  if (input.descriptor < 0 || fstat(input.descriptor, &status) != 0)
    throw unreadable{reason()};
  if (!S_ISREG(status.st_mode)) throw unreadable{"Not a regular file"};

  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{
      EVP_MD_CTX_new(), EVP_MD_CTX_free};
  check(context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr));
  std::array<unsigned char, 1 << 16> chunk;
  for (;;) {
    const ssize_t size = read(input.descriptor, chunk.data(), chunk.size());
    if (size < 0) throw unreadable{reason()};
    if (size == 0) break;
    check(EVP_DigestUpdate(context.get(), chunk.data(), std::size_t(size)));
  }
  std::array<unsigned char, 32> hash;
  check(EVP_DigestFinal_ex(context.get(), hash.data(), nullptr));
  std::string digest;
  boost::algorithm::hex_lower(hash, std::back_inserter(digest));
  return digest;
}
// ANCHOR_END: hash

// ANCHOR: files
// A file or folder and, once that is known, its digest or why it has none.
struct entry {
  std::filesystem::path path;  // relative to the folder that was asked for
  std::string digest;
  std::string error;
};

// Every regular file under the folder, and every folder in it that cannot be
// listed, in the order of their paths' bytes. Follows no symbolic link. Throws
// std::filesystem::filesystem_error if the folder itself cannot be listed.
inline std::vector<entry> files_under(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<entry> found;
  std::vector<fs::path> to_list{""};
  while (!to_list.empty()) {
    const fs::path here = to_list.back();
    to_list.pop_back();
    std::error_code error;
    fs::directory_iterator each{folder / here, error};
    for (; each != fs::directory_iterator{}; each.increment(error)) {
      const fs::path path = here / each->path().filename();
      std::error_code unknown;
      const fs::file_type type = each->symlink_status(unknown).type();
      if (type == fs::file_type::directory)
        to_list.push_back(path);
      else if (type == fs::file_type::regular || unknown)
        found.push_back({path, "", ""});
    }
    if (error && here.empty())
      throw fs::filesystem_error{"cannot list", folder, error};
    if (error) found.push_back({here / "", "", error.message()});
  }
  std::ranges::sort(found, {}, [](const entry& each) -> const std::string& {
    return each.path.native();
  });
  return found;
}

// Each thread writes to the entries whose indices it took, and to no other.
inline void hash(const std::filesystem::path& folder,
                 std::vector<entry>& entries, int threads) {
  for_each_index(threads, entries.size(), [&](std::size_t index) {
    entry& mine = entries[index];
    if (!mine.error.empty()) return;
    try {
      mine.digest = sha256(folder / mine.path);
    } catch (const unreadable& reason) {
      mine.error = reason.what();
    }
  });
}
// ANCHOR_END: files

// ANCHOR: run
// The name on one line: control characters, backslashes and bytes that are not
// UTF-8 become \xNN.
inline std::string printable(std::string_view name) {
  using utf8 = boost::locale::utf::utf_traits<char>;
  std::string shown;
  for (auto at = name.begin(); at != name.end();) {
    auto end = at;
    const auto character = utf8::decode(end, name.end());
    const bool control =
        character < 0x20 || (character >= 0x7f && character <= 0x9f);
    if (control || character == '\\' || character > 0x10ffff) {
      end = at + 1;
      shown += "\\x" + boost::algorithm::hex_lower(std::string{at, end});
    } else {
      shown.append(at, end);
    }
    at = end;
  }
  return shown;
}

inline void run(std::ostream& out, const std::filesystem::path& folder,
                int threads) {
  std::vector<entry> entries = files_under(folder);
  hash(folder, entries, threads);

  int unreadable = 0;
  for (const entry& each : entries) {
    const std::string name = printable(each.path.native());
    if (each.error.empty()) {
      out << each.digest << "  " << name << '\n';
    } else {
      out << "cannot read " << name << ": " << each.error << '\n';
      ++unreadable;
    }
  }
  if (entries.empty())
    out << "the folder holds no files\n";
  else
    out << "hashed: " << entries.size() - unreadable
        << ", unreadable: " << unreadable << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads, three jobs: each job is done once, by one of the threads.
inline void scenario() {
  std::array<int, 3> times_done{};
  for_each_index(2, times_done.size(),
                 [&](std::size_t index) { ++times_done[index]; });
  for (const int times : times_done)
    assert(times == 1 && "each job is done once");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: check_then_take
// Looks up the next index and then moves it on: two steps, so two threads can
// look before either moves.
inline void check_then_take() {
  constexpr int files = 2;
  std::atomic<int> next{0};
  std::array<std::atomic<int>, files> times_hashed{};

  const auto take_turns = [&] {
    for (;;) {
      const int index = next.load(std::memory_order_seq_cst);
      if (index >= files) return;
      next.store(index + 1, std::memory_order_seq_cst);
      times_hashed[index].fetch_add(1, std::memory_order_relaxed);
    }
  };

  {
    const boost::scoped_thread<> helper{take_turns};
    take_turns();
  }
  for (const std::atomic<int>& times : times_hashed) {
    const int hashed = times.load(std::memory_order_relaxed);
    assert(hashed == 1 && "each file is hashed once");
  }
}
// ANCHOR_END: check_then_take

}  // namespace broken

}  // namespace hash_files
