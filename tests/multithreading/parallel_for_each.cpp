#include "multithreading/parallel_for_each.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace parallel_for_each;

namespace {

std::string printed(int samples, int percent) {
  std::ostringstream out;
  run(out, samples, percent);
  return out.str();
}

// None, one, and both sides of where a second core comes in.
const std::size_t sizes[] = {0, 1, piece, piece + 1, 10 * piece + 7};

}  // namespace

TEST_CASE("parallel_for_each: a sample gets louder, and stays within bounds.") {
  const louder twice{2.0f};
  std::vector<float> samples{0.25f, -0.25f, 0.75f, -0.75f, 0.0f};
  serially(samples, twice);
  CHECK(samples == std::vector<float>{0.5f, -0.5f, 1.0f, -1.0f, 0.0f});
}

TEST_CASE("parallel_for_each: every way changes each sample once.") {
  for (const std::size_t size : sizes) {
    std::vector<float> samples(size, 1.0f);
    const auto add_one = [](float& sample) { sample += 1.0f; };
    CAPTURE(size);
    serially(samples, add_one);
    REQUIRE(samples == std::vector<float>(size, 2.0f));
    by_policy(std::span{samples}, add_one);
    REQUIRE(samples == std::vector<float>(size, 3.0f));
    by_pieces(std::span{samples}, add_one);
    REQUIRE(samples == std::vector<float>(size, 4.0f));
  }
}

TEST_CASE("parallel_for_each: what is clipped is counted, and no more.") {
  for (const std::size_t size : sizes) {
    std::vector<float> samples(size, 0.5f);
    long expected = 0;
    for (std::size_t i = 0; i < size; i += 3, ++expected) samples[i] = 0.75f;
    CAPTURE(size);
    REQUIRE(amplify(samples, louder{2.0f}) == expected);
    REQUIRE(samples == std::vector<float>(size, 1.0f));
  }
}

TEST_CASE("parallel_for_each: up to one piece stays on the calling thread.") {
  std::vector<float> samples(piece);
  const pthread_t caller = pthread_self();
  std::atomic<int> elsewhere = 0;
  for (int round = 0; round < 50; ++round)
    by_pieces(std::span{samples}, [&](float&) {
      if (!pthread_equal(pthread_self(), caller)) ++elsewhere;
    });
  CHECK(elsewhere == 0);
}

TEST_CASE("parallel_for_each: oneTBB passes on an exception of the work.") {
  std::vector<float> samples(10 * piece);
  for (const std::size_t bad : {std::size_t{0}, 5 * piece, samples.size() - 1})
    CHECK_THROWS_AS(by_pieces(std::span{samples},
                              [&](float& sample) {
                                if (&sample == &samples[bad])
                                  throw std::runtime_error{"hiss"};
                              }),
                    std::runtime_error);
}

TEST_CASE("parallel_for_each: an exception under a policy ends the program.") {
  std::vector<float> samples(3);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // Catch2 would report
    close(STDERR_FILENO);           // so would std::terminate
    try {
      by_policy(std::span{samples},
                [](float&) { throw std::runtime_error{"hiss"}; });
    } catch (const std::runtime_error&) {
    }
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
}

TEST_CASE("parallel_for_each: many recordings are amplified one by one.") {
  const std::vector<float> quiet = recording(3 * piece);
  std::vector<float> expected = quiet;
  serially(expected, louder{3.0f});
  const long clipped = std::ranges::count_if(
      quiet, [](float sample) { return std::abs(3.0f * sample) > 1.0f; });
  for (int round = 0; round < 100; ++round) {
    std::vector<float> loud = quiet;
    REQUIRE(amplify(loud, louder{3.0f}) == clipped);
    REQUIRE(loud == expected);
  }
}

TEST_CASE("parallel_for_each: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("parallel_for_each: the same knobs print the same text.") {
  CHECK(printed(1000, 200) ==
        "std::for_each:     the same recording\n"
        "tbb::parallel_for: the same recording\n"
        "counting:          the same recording\n"
        "clipped: 488 of 1000 samples\n");
  CHECK(printed(100'000, 150) == printed(100'000, 150));
}
