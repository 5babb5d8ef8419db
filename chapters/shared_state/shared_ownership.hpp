// Keep an object alive as long as any thread uses it, and no longer.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace shared_ownership {

// ANCHOR: counted
// An object that its owners, this one and its copies, keep alive together. The
// last to go destroys it, in whichever thread that happens. Threads may use
// different owners of one object at any time; one owner that several threads
// use needs a lock, like an int.
template <typename T>
class counted {
 public:
  explicit counted(T object) : block_{new block{std::move(object)}} {}

  counted(const counted& other) : block_{other.block_} {
    // Relaxed: `other` is an owner, so the count is not about to reach 0.
    block_->owners.fetch_add(1, std::memory_order_relaxed);
  }

  counted& operator=(counted other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }

  ~counted() {
    // Pairs with itself in other owners. Release: what this owner did happens
    // before the end of the object. Acquire: so does what all others did.
    if (block_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete block_;
  }

  const T& operator*() const { return block_->object; }
  const T* operator->() const { return &block_->object; }

  // The object, to be changed. If it has other owners, they keep it as it is,
  // and this one goes on with a copy (clone on write).
  T& own() {
    // Pairs with the destructor: an owner that has left has finished reading.
    if (block_->owners.load(std::memory_order_acquire) != 1)
      *this = counted{block_->object};
    return block_->object;
  }

 private:
  struct block {
    T object;
    std::atomic<std::size_t> owners{1};
  };
  block* block_;
};
// ANCHOR_END: counted

// ANCHOR: weak
// A folder owns its files. A file knows its folder and does not own it.
struct folder;

struct file {
  std::string name;
  std::weak_ptr<folder> in;
};

struct folder : std::enable_shared_from_this<folder> {
  std::string name;
  std::vector<std::shared_ptr<file>> files;

  // The folder must be owned by a shared_ptr; else std::bad_weak_ptr.
  std::shared_ptr<file> add(std::string file_name) {
    const std::shared_ptr<folder> self = shared_from_this();
    files.push_back(std::make_shared<file>(file{std::move(file_name), self}));
    return files.back();
  }
};

inline std::string path(const file& of) {
  // One lock(): the folder is here until `in` goes, or it is gone already.
  const std::shared_ptr<folder> in = of.in.lock();
  return in ? in->name + '/' + of.name : of.name + ", in no folder";
}
// ANCHOR_END: weak

// ANCHOR: run
// A writer adds line after line. Each time a thread saves the text as it is
// then, while the writer goes on.
inline void run(std::ostream& out, int lines) {
  using text = std::vector<std::string>;
  counted<text> draft{text{}};
  std::vector<std::size_t> saved(static_cast<std::size_t>(lines));
  {
    std::vector<boost::scoped_thread<>> savers;
    for (auto& size : saved) {
      draft.own().push_back("It was a dark and stormy night.");
      savers.emplace_back(
          [snapshot = draft, &size] { size = snapshot->size(); });
    }
  }
  for (const auto size : saved)
    out << "saved a text of " << size << (size == 1 ? " line\n" : " lines\n");

  auto photos = std::make_shared<folder>();
  photos->name = "photos";
  const auto cat = photos->add("cat.png");
  out << path(*cat) << '\n';
  photos.reset();
  out << path(*cat) << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// A writer edits while a saver reads and leaves: in place if the saver has left
// already, in a copy if not.
inline void scenario() {
  counted<int> draft{1};
  std::optional<counted<int>> snapshot{draft};
  int saved = 0;
  {
    boost::scoped_thread<> saver{[&] {
      saved = **snapshot;
      snapshot.reset();
    }};
    draft.own() = 2;
  }
  assert(saved == 1 && "the saver's text stays as it was");
  assert(*draft == 2 && "the writer's text is the edited one");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: relaxed_count
// The count is atomic, and tells nobody what happened before it.
struct page {
  int text = 1;
  std::atomic<int> readers{2};

  void leave() {
    if (readers.fetch_sub(1, std::memory_order_relaxed) == 1) delete this;
  }
};

inline void relaxed_count() {
  page* const cover = new page;
  int seen = 0, also_seen = 0;
  {
    boost::scoped_thread<> reader{[&] {
      seen = cover->text;
      cover->leave();
    }};
    also_seen = cover->text;
    cover->leave();
  }
  assert(seen == 1 && also_seen == 1 && "both read the page");
}
// ANCHOR_END: relaxed_count

// ANCHOR: use_count_believed
// The only owner left may edit in place. But use_count() is a relaxed load: it
// does not say that the other owner has finished reading.
inline void use_count_believed() {
  auto draft = std::make_shared<int>(1);
  auto snapshot = draft;
  boost::scoped_thread<> saver{[&] {
    const int saved = *snapshot;
    assert(saved == 1 && "the saver's text stays as it was");
    snapshot.reset();
  }};
  if (draft.use_count() == 1) *draft = 2;
}
// ANCHOR_END: use_count_believed

// ANCHOR: one_pointer
// The count is safe. The pointer itself is a variable like any other.
inline void one_pointer() {
  auto newest = std::make_shared<int>(1);
  boost::scoped_thread<> editor{[&] { newest = std::make_shared<int>(2); }};
  const auto mine = newest;
  assert(*mine > 0 && "one edition or the other");
}
// ANCHOR_END: one_pointer

// ANCHOR: cycle
// Each of the two keeps the other alive.
struct member;

struct club {
  std::vector<std::shared_ptr<member>> members;
};

struct member {
  std::shared_ptr<club> of;
};

inline void cycle() {
  auto chess = std::make_shared<club>();
  chess->members.push_back(std::make_shared<member>(member{chess}));
  const std::weak_ptr<club> trace = chess;
  chess.reset();
  assert(trace.expired() && "nobody outside owns the club, so it is gone");
}
// ANCHOR_END: cycle

}  // namespace broken

}  // namespace shared_ownership
