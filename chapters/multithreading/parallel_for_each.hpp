// Change every element of an array on all cores.
#pragma once

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <execution>
#include <ostream>
#include <span>
#include <string_view>
#include <vector>

namespace parallel_for_each {

// ANCHOR: element
// Makes one sample of a recording louder, and keeps it between -1 and 1. It
// touches that sample and nothing else.
struct louder {
  float gain;

  void operator()(float& sample) const {
    sample = std::clamp(sample * gain, -1.0f, 1.0f);
  }
};
// ANCHOR_END: element

// ANCHOR: for_each
// Each of these calls work(sample) once for every sample, and returns when all
// calls have.

// On this thread, one after the other.
template <typename Work>
void serially(std::span<float> samples, Work work) {
  for (float& sample : samples) work(sample);
}

// On all cores, in no order at all: one thread may have several calls under
// way at once. So `work` must not lock. If it throws, the program ends.
template <typename Work>
void by_policy(std::span<float> samples, Work work) {
  std::for_each(std::execution::par_unseq, samples.begin(), samples.end(),
                work);
}

// This many samples or fewer stay on one thread: other cores would take longer
// to wake up than to help.
inline constexpr std::size_t piece = 16'384;

// On all cores, in pieces, each of them serially. If `work` throws, begins no
// further piece and throws one of the exceptions.
template <typename Work>
void by_pieces(std::span<float> samples, Work work) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>{0, samples.size(), piece},
                    [&](const tbb::blocked_range<std::size_t>& range) {
                      serially(samples.subspan(range.begin(), range.size()),
                               work);
                    });
}
// ANCHOR_END: for_each

// ANCHOR: count
// Makes a piece louder. Counts the clipped samples for itself and adds them to
// those of other threads once.
inline void amplify_piece(std::span<float> samples, louder work,
                          std::atomic<long>& clipped) {
  long mine = 0;
  for (float& sample : samples) {
    const float wanted = sample * work.gain;
    work(sample);
    if (sample != wanted) ++mine;
  }
  clipped.fetch_add(mine, std::memory_order_relaxed);
}

// Returns how many samples were clipped.
inline long amplify(std::span<float> samples, louder work) {
  std::atomic<long> clipped = 0;  // relaxed: the end of parallel_for orders all
  tbb::parallel_for(tbb::blocked_range<std::size_t>{0, samples.size(), piece},
                    [&](const tbb::blocked_range<std::size_t>& range) {
                      amplify_piece(
                          samples.subspan(range.begin(), range.size()), work,
                          clipped);
                    });
  return clipped.load(std::memory_order_relaxed);
}
// ANCHOR_END: count

// ANCHOR: run
// A recording, the same at every call.
inline std::vector<float> recording(std::size_t samples) {
  std::vector<float> recorded;
  unsigned noise = 1;
  for (std::size_t i = 0; i < samples; ++i) {
    noise = noise * 1664525u + 1013904223u;
    recorded.push_back(static_cast<float>(noise >> 16) / 32768.0f - 1.0f);
  }
  return recorded;
}

inline void run(std::ostream& out, int samples, int percent) {
  const louder work{static_cast<float>(percent) / 100.0f};
  const std::vector<float> quiet = recording(samples);
  std::vector<float> expected = quiet;
  serially(expected, work);

  const auto report = [&](std::string_view way, std::span<const float> loud) {
    out << way << (std::ranges::equal(loud, expected) ? "the same" : "another")
        << " recording\n";
  };
  std::vector<float> loud = quiet;
  by_policy(std::span{loud}, work);
  report("std::for_each:     ", loud);
  loud = quiet;
  by_pieces(std::span{loud}, work);
  report("tbb::parallel_for: ", loud);
  loud = quiet;
  const long clipped = amplify(loud, work);
  report("counting:          ", loud);
  out << "clipped: " << clipped << " of " << samples << " samples\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads of our own, a piece for each, and one count for both.
inline void scenario() {
  std::array<float, 4> samples{0.25f, -0.75f, 1.0f, 0.5f};
  std::atomic<long> clipped = 0;
  {
    const boost::scoped_thread<> helper{[&] {
      amplify_piece(std::span{samples}.first(2), louder{2.0f}, clipped);
    }};
    amplify_piece(std::span{samples}.last(2), louder{2.0f}, clipped);
  }
  const bool all = samples == std::array{0.5f, -1.0f, 1.0f, 1.0f};
  assert(all && "each sample is changed once");
  const long counted = clipped.load(std::memory_order_relaxed);
  assert(counted == 2 && "each clipped sample is counted once");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: counts_in_passing
// Calls work(sample) for two samples, as an algorithm would that takes another
// thread for the first one.
template <typename T, typename Work>
void on_two_threads(T (&samples)[2], Work work) {
  const boost::scoped_thread<> helper{[&] { work(samples[0]); }};
  work(samples[1]);
}

// One variable for the calls of all threads.
inline void counts_in_passing() {
  float samples[] = {0.75f, 1.0f};
  long clipped = 0;
  on_two_threads(samples, [&](float& sample) {
    sample *= 2.0f;
    if (sample > 1.0f) ++clipped;
  });
  assert(clipped == 2 && "each clipped sample is counted once");
}
// ANCHOR_END: counts_in_passing

// ANCHOR: reads_its_neighbor
// Smooths the recording in place: a sample becomes the mean of itself and the
// one before. Another thread may be changing that one.
inline void reads_its_neighbor() {
  int samples[] = {100, 200};
  on_two_threads(samples, [&](int& sample) {
    const int before = &sample == samples ? 0 : samples[0];
    sample = (before + sample) / 2;
  });
  assert(samples[1] == 150 && "the mean is that of the old samples");
}
// ANCHOR_END: reads_its_neighbor

// ANCHOR: locks_unsequenced
// What std::execution::par_unseq may make of a loop whose body locks: the first
// half of the body for two samples at a time, and then the second half.
inline void locks_unsequenced() {
  boost::mutex mutex;
  long clipped = 0;  // guarded by mutex
  const std::array<float, 2> samples{1.5f, 2.0f};
  mutex.lock();  // for samples[0]
  mutex.lock();  // for samples[1]
  for (const float sample : samples) clipped += sample > 1.0f;
  mutex.unlock();
  mutex.unlock();
  assert(clipped == 2 && "each clipped sample is counted once");
}
// ANCHOR_END: locks_unsequenced

}  // namespace broken

}  // namespace parallel_for_each
