#include "multithreading/hash_files.hpp"

#include <sys/stat.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <mutex>
#include <new>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "no_more_threads.hpp"
#include "scratch_folder.hpp"

using namespace hash_files;
namespace fs = std::filesystem;

namespace {

const std::string digest_of_nothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const std::string digest_of_abc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::string text_of_run(const fs::path& folder, int threads) {
  std::ostringstream out;
  run(out, folder, threads);
  return out.str();
}

}  // namespace

TEST_CASE("hash_files: every index is worked on once.") {
  for (const int threads : {1, 2, 3, 8, 64}) {
    for (const std::size_t count : {0, 1, 2, 63, 5000}) {
      std::vector<int> times(count);
      for_each_index(threads, count, [&](std::size_t i) { ++times[i]; });
      REQUIRE(times == std::vector<int>(count, 1));
    }
  }
}

TEST_CASE("hash_files: threads that start together share no index.") {
  std::barrier together{2};
  std::atomic<int> calls{0};
  for_each_index(2, 500'000, [&](std::size_t i) {
    if (i < 2) together.arrive_and_wait();
    calls.fetch_add(1, std::memory_order_relaxed);
  });
  CHECK(calls.load() == 500'000);
}

TEST_CASE("hash_files: as many threads work at a time as were asked for.") {
  std::barrier everyone{3};
  for_each_index(3, 3, [&](std::size_t) { everyone.arrive_and_wait(); });
}

TEST_CASE("hash_files: no more threads work than were asked for.") {
  std::mutex mutex;
  std::set<std::thread::id> workers;
  for_each_index(3, 40, [&](std::size_t) {
    const std::lock_guard lock{mutex};
    workers.insert(std::this_thread::get_id());
    // Gives a fourth thread, if there is one, the time to show itself.
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  });
  CHECK(workers.size() <= 3);
}

TEST_CASE("hash_files: one thread is the caller, in order.") {
  const no_more_threads none;
  std::vector<std::size_t> order;
  for_each_index(1, 3, [&](std::size_t i) { order.push_back(i); });
  CHECK(order == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("hash_files: if no thread can start, the caller does it all.") {
  const no_more_threads none;
  std::vector<std::size_t> order;
  for_each_index(8, 3, [&](std::size_t i) { order.push_back(i); });
  CHECK(order == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("hash_files: an exception in the caller's turn reaches the caller.") {
  int calls = 0;
  const auto fail_late = [&](std::size_t i) {
    ++calls;
    if (i == 3) throw std::bad_alloc{};
  };
  CHECK_THROWS_AS(for_each_index(1, 1000, fail_late), std::bad_alloc);
  CHECK(calls == 4);
}

TEST_CASE("hash_files: an exception in another thread reaches the caller.") {
  const auto caller = std::this_thread::get_id();
  std::barrier both{2};
  const auto fail_elsewhere = [&](std::size_t) {
    both.arrive_and_wait();
    if (std::this_thread::get_id() != caller) throw std::bad_alloc{};
  };
  CHECK_THROWS_AS(for_each_index(2, 2, fail_elsewhere), std::bad_alloc);
}

TEST_CASE("hash_files: if every thread throws, one exception arrives.") {
  std::barrier everyone{4};
  const auto fail_together = [&](std::size_t) {
    everyone.arrive_and_wait();
    throw std::bad_alloc{};
  };
  CHECK_THROWS_AS(for_each_index(4, 1000, fail_together), std::bad_alloc);
}

TEST_CASE("hash_files: after an exception no index is handed out.") {
  std::atomic<int> calls{0};
  std::barrier both{2};
  const auto caller = std::this_thread::get_id();
  const auto fail_first = [&](std::size_t i) {
    calls.fetch_add(1, std::memory_order_relaxed);
    if (i < 2) both.arrive_and_wait();
    if (std::this_thread::get_id() == caller) throw std::bad_alloc{};
    std::this_thread::yield();
  };
  CHECK_THROWS_AS(for_each_index(2, 100'000'000, fail_first), std::bad_alloc);
  CHECK(calls.load() < 100'000'000);
}

TEST_CASE("hash_files: the digests are those of FIPS 180-4's examples.") {
  const scratch_folder folder;
  folder.write("nothing", "");
  folder.write("abc", "abc");
  folder.write("million", std::string(1'000'000, 'a'));
  CHECK(sha256(folder.path / "nothing") == digest_of_nothing);
  CHECK(sha256(folder.path / "abc") == digest_of_abc);
  CHECK(sha256(folder.path / "million") ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("hash_files: what is no readable file says so and does not hang.") {
  const scratch_folder folder;
  REQUIRE(mkfifo((folder.path / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(sha256(folder.path / "pipe"), "Not a regular file");
  CHECK_THROWS_WITH(sha256(folder.path), "Not a regular file");
  CHECK_THROWS_WITH(sha256(folder.path / "none"), "No such file or directory");
}

TEST_CASE("hash_files: regular files are found at every depth, in order.") {
  const scratch_folder folder;
  for (const auto* name :
       {"b/z", "b/a/deep/file", "b.txt", "a", "B", ".hidden"})
    folder.write(name, "");
  REQUIRE(mkfifo((folder.path / "pipe").c_str(), 0600) == 0);
  fs::create_symlink(folder.path, folder.path / "b/loop");
  fs::create_symlink("a", folder.path / "link");
  fs::create_symlink("nowhere", folder.path / "dangling");

  std::vector<std::string> names;
  for (const entry& each : files_under(folder.path))
    names.push_back(each.path.native());
  CHECK(names == std::vector<std::string>{".hidden", "B", "a", "b.txt",
                                          "b/a/deep/file", "b/z"});
}

TEST_CASE("hash_files: a file that vanishes leaves the others their digests.") {
  const scratch_folder folder;
  for (const auto* name : {"1", "2", "3"}) folder.write(name, "abc");
  std::vector<entry> entries = files_under(folder.path);
  fs::remove(folder.path / "2");
  hash(folder.path, entries, 2);
  CHECK(entries[0].digest == digest_of_abc);
  CHECK(entries[1].digest.empty());
  CHECK(entries[1].error == "No such file or directory");
  CHECK(entries[2].digest == digest_of_abc);
}

TEST_CASE("hash_files: a folder that could not be listed keeps its reason.") {
  const scratch_folder folder;
  std::vector<entry> entries{{"", "", "Too many open files"}};
  hash(folder.path, entries, 1);
  CHECK(entries[0].error == "Too many open files");
  CHECK(entries[0].digest.empty());
}

TEST_CASE("hash_files: what cannot be read is one line among the others.") {
  const scratch_folder folder;
  for (const auto* name : {"a", "b", "c/file", "d"}) folder.write(name, "abc");
  fs::permissions(folder.path / "b", fs::perms::none);
  fs::permissions(folder.path / "c", fs::perms::none);
  std::string text;
  {
    const nobody reader;
    text = text_of_run(folder.path, 2);
  }
  fs::permissions(folder.path / "c", fs::perms::owner_all);
  CHECK(text == digest_of_abc + "  a\n" +
                    "cannot read b: Permission denied\n"
                    "cannot read c/: Permission denied\n" +
                    digest_of_abc + "  d\n" + "hashed: 2, unreadable: 2\n");
}

TEST_CASE("hash_files: every name stays on one line of valid UTF-8.") {
  CHECK(printable("a letter.txt") == "a letter.txt");
  CHECK(printable("gr\xc3\xbc\xc3\x9f"
                  "e \xf0\x9f\x93\xab") ==
        "gr\xc3\xbc\xc3\x9f"
        "e \xf0\x9f\x93\xab");
  CHECK(printable("two\nlines\r\x1b[31m\x7f") ==
        "two\\x0alines\\x0d\\x1b[31m\\x7f");
  CHECK(printable("\xff"
                  "a\xc3") == "\\xffa\\xc3");
  CHECK(printable("\xc3"
                  "a\xed\xa0\x80") == "\\xc3a\\xed\\xa0\\x80");
  CHECK(printable("\xc2\x85") == "\\xc2\\x85");
  CHECK(printable("\\x0a") == "\\x5cx0a");

  const scratch_folder folder;
  folder.write("two\nlines \xff", "");
  CHECK(text_of_run(folder.path, 1) == digest_of_nothing +
                                           "  two\\x0alines \\xff\n" +
                                           "hashed: 1, unreadable: 0\n");
}

TEST_CASE("hash_files: an empty folder says so.") {
  const scratch_folder folder;
  fs::create_directory(folder.path / "as empty");
  CHECK(text_of_run(folder.path, 4) == "the folder holds no files\n");
}

TEST_CASE("hash_files: a folder that cannot be listed is an exception.") {
  const scratch_folder folder;
  folder.write("file", "");
  CHECK_THROWS_AS(text_of_run(folder.path / "none", 4), fs::filesystem_error);
  CHECK_THROWS_AS(text_of_run(folder.path / "file", 4), fs::filesystem_error);
}

TEST_CASE("hash_files: any number of threads prints the same text.") {
  const scratch_folder folder;
  for (int i = 0; i < 200; ++i)
    folder.write("file" + std::to_string(i), std::string(i * 1000, 'x'));
  const std::string text = text_of_run(folder.path, 1);
  CHECK(text.ends_with("hashed: 200, unreadable: 0\n"));
  for (const int threads : {2, 3, 16, 64})
    CHECK(text_of_run(folder.path, threads) == text);
}

TEST_CASE("hash_files: the samples can be read.") {
  CHECK(text_of_run(SAMPLES "/letters", 4)
            .ends_with(digest_of_nothing + "  unsent.txt\n" +
                       "hashed: 6, unreadable: 0\n"));
}

TEST_CASE("hash_files: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
}
