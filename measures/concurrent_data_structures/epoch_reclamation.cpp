#include "concurrent_data_structures/epoch_reclamation.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "concurrent_data_structures/hazard_pointers.hpp"
#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

constexpr int price = 7;

// Each way keeps a price that is replaced by a new one, and gives every thread
// a `desk` of its own to read and to replace it.

class mutex_and_shared_ptr {
 public:
  struct desk {
    explicit desk(mutex_and_shared_ptr& of) : of_{of} {}

    int read() const {
      std::shared_ptr<const int> seen;
      {
        const std::lock_guard lock{of_.mutex_};
        seen = of_.current_;
      }
      return *seen;
    }

    void replace() const {
      auto next = std::make_shared<const int>(price);
      const std::lock_guard lock{of_.mutex_};
      of_.current_.swap(next);
    }

    mutex_and_shared_ptr& of_;
  };

 private:
  std::mutex mutex_;
  std::shared_ptr<const int> current_ = std::make_shared<const int>(price);
};

class atomic_shared_ptr {
 public:
  struct desk {
    explicit desk(atomic_shared_ptr& of) : current_{of.current_} {}

    int read() const { return *current_.load(std::memory_order_acquire); }

    void replace() const {
      current_.store(std::make_shared<const int>(price),
                     std::memory_order_release);
    }

    std::atomic<std::shared_ptr<const int>>& current_;
  };

 private:
  std::atomic<std::shared_ptr<const int>> current_{
      std::make_shared<const int>(price)};
};

class hazards {
  struct tag : hazard_pointers::retirable {
    int cents = price;
  };

 public:
  ~hazards() { delete current_.load(std::memory_order_relaxed); }

  struct desk {
    explicit desk(hazards& of) : of_{of}, hazard_{of.domain_} {}

    int read() { return hazard_.protect(of_.current_)->cents; }

    void replace() const {
      of_.domain_.retire(
          of_.current_.exchange(new tag, std::memory_order_seq_cst));
    }

    hazards& of_;
    hazard_pointers::hazard_pointer hazard_;
  };

 private:
  hazard_pointers::domain domain_{2};
  std::atomic<tag*> current_{new tag};
};

class epochs {
  using collector = epoch_reclamation::collector;

  struct tag : epoch_reclamation::retirable {
    int cents = price;
  };

 public:
  ~epochs() { delete current_.load(std::memory_order_relaxed); }

  struct desk {
    explicit desk(epochs& of) : current_{of.current_}, self_{of.collector_} {}

    int read() {
      const collector::guard inside{self_};
      return current_.load(std::memory_order_acquire)->cents;
    }

    void replace() {
      const collector::guard inside{self_};
      inside.retire(current_.exchange(new tag, std::memory_order_acq_rel));
    }

    std::atomic<tag*>& current_;
    collector::participant self_;
  };

 private:
  collector collector_{2};
  std::atomic<tag*> current_{new tag};
};

// Reads `operations` times. Returns the sum of what was read.
template <typename Way>
std::uint64_t read(Way& way, std::int64_t operations) {
  typename Way::desk desk{way};
  std::uint64_t sum = 0;
  for (std::int64_t i = 0; i < operations; ++i)
    sum += static_cast<std::uint64_t>(desk.read());
  return sum;
}

template <typename Way>
measure::result two_readers(std::int64_t operations) {
  Way way;
  std::uint64_t first = 0, second = 0;
  const double seconds =
      measure::together({[&] { first = read(way, operations); },
                         [&] { second = read(way, operations); }});
  return measure::timed(seconds, operations, first + second);
}

// The writer replaces the price as long as the reader reads.
template <typename Way>
measure::result beside_a_writer(std::int64_t operations) {
  Way way;
  std::uint64_t sum = 0;
  std::atomic<bool> over{false};
  const double seconds = measure::together({
      [&] {
        sum = read(way, operations);
        over.store(true, std::memory_order_relaxed);
      },
      [&] {
        typename Way::desk desk{way};
        while (!over.load(std::memory_order_relaxed)) desk.replace();
      },
  });
  return measure::timed(seconds, operations, sum);
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"2 readers of one object",
        "ns per read",
        {{"std::mutex and std::shared_ptr", two_readers<mutex_and_shared_ptr>},
         {"std::atomic<std::shared_ptr>", two_readers<atomic_shared_ptr>},
         {"hazard_pointers", two_readers<hazards>},
         {"epoch_reclamation", two_readers<epochs>}}},
       {"1 reader, and 1 writer who replaces the object all the time",
        "ns per read",
        {{"std::mutex and std::shared_ptr",
          beside_a_writer<mutex_and_shared_ptr>},
         {"std::atomic<std::shared_ptr>", beside_a_writer<atomic_shared_ptr>},
         {"hazard_pointers", beside_a_writer<hazards>},
         {"epoch_reclamation", beside_a_writer<epochs>}}}});
}
