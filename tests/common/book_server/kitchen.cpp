// A chapter's program as bad as can be: kitchen RECIPE does what the recipe's
// name says.
#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern char** environ;

namespace {

const char manifest[] = R"({"chapter": "kitchen", "recipes": [
  {"name": "soup", "wish": "Eat.", "knobs": [
      {"name": "bowls", "value": 3, "least": 1, "most": 5},
      {"name": "pantry", "folder": true}],
   "scenarios": ["soup", "soup/burnt", "soup/spilled", "soup/endless"],
   "measured": true},
  {"name": "stew", "wish": "Wait.", "knobs": [], "scenarios": ["stew"],
   "measured": true},
  {"name": "crash", "wish": "", "knobs": [], "scenarios": [],
   "measured": false},
  {"name": "hang", "wish": "", "knobs": [], "scenarios": [], "measured": false},
  {"name": "flood", "wish": "", "knobs": [], "scenarios": [],
   "measured": false},
  {"name": "noise", "wish": "", "knobs": [], "scenarios": [],
   "measured": false},
  {"name": "kit", "wish": "", "knobs": [], "scenarios": [], "measured": false},
  {"name": "family", "wish": "", "knobs": [], "scenarios": [],
   "measured": false},
  {"name": "orphan", "wish": "", "knobs": [], "scenarios": [],
   "measured": false}
]})";

void say(std::string_view text) {
  if (write(STDOUT_FILENO, text.data(), text.size()) < 0) _exit(3);
}

[[noreturn]] void wait_for_ever() {
  for (;;) pause();
}

int soup(int argc, char* argv[]) {
  for (int i = 2; i < argc; ++i) std::printf("%s\n", argv[i]);
  std::fprintf(stderr, "it is hot\n");
  return 7;
}

// In pieces that cut a character in two: nobody can see that from outside.
void noise() {
  say("\xE2\x82");
  usleep(20000);
  say("\xAC \x1B[31mred\x1B[0m <b>&\xFF\xC0\xAF");
  say(std::string_view{"\0end\xE2\x82", 6});
}

void kit() {
  for (char** each = environ; *each != nullptr; ++each)
    std::printf("%s\n", *each);
  for (const auto& [name, which] :
       {std::pair{"core", RLIMIT_CORE}, std::pair{"cpu", RLIMIT_CPU},
        std::pair{"file", RLIMIT_FSIZE}}) {
    rlimit limit;
    getrlimit(which, &limit);
    std::printf("%s %ld\n", name, static_cast<long>(limit.rlim_max));
  }
  int open = 0;
  for (int each = 0; each < 1024; ++each) open += fcntl(each, F_GETFD) >= 0;
  std::printf("descriptors %d\n", open);
  std::printf("leads its session %d\n", getsid(0) == getpid());
  std::printf("new privileges %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
  std::printf("input %d\n", std::getchar());
}

// Prints who is there: the supervisor, this process, its child, and a
// grandchild that left for a session of its own.
void family() {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) _exit(3);
  const pid_t child = fork();
  if (child == 0) {
    const pid_t grandchild = fork();
    if (grandchild == 0) {
      setsid();
      std::signal(SIGTERM, SIG_IGN);
      std::signal(SIGHUP, SIG_IGN);
      wait_for_ever();
    }
    if (write(pipe_ends[1], &grandchild, sizeof grandchild) < 0) _exit(3);
    wait_for_ever();
  }
  pid_t grandchild = 0;
  if (read(pipe_ends[0], &grandchild, sizeof grandchild) < 0) _exit(3);
  std::printf("%d %d %d %d\n", getppid(), getpid(), child, grandchild);
  std::fflush(stdout);
}

// As the explorer and the comparisons do.
int answer_json(std::string_view verb, std::string_view scenario) {
  std::fprintf(stderr, "%.*s begins\n", static_cast<int>(verb.size()),
               verb.data());
  if (scenario == "soup/spilled") {
    say("no JSON\n");
    return 0;
  }
  while (scenario == "soup/endless") say(std::string(4096, '['));
  say("{\"verdict\": \"found\"}\n");
  return 1;
}

}  // namespace

int main(int argc, char* argv[]) {
  const std::string_view asked = argc > 1 ? argv[1] : "";
  if (asked == "--json") say(manifest);
  if (asked == "soup") return soup(argc, argv);
  if (asked == "crash") {
    say("before the crash\n");
    std::abort();
  }
  if (asked == "hang") {
    say("hanging\n");
    wait_for_ever();
  }
  while (asked == "flood") say("again and again and again\n");
  if (asked == "noise") noise();
  if (asked == "kit") kit();
  if (asked == "family") {
    family();
    wait_for_ever();
  }
  if (asked == "orphan") family();
  if (asked == "orders") return soup(argc, argv);
  if (argc > 3) return answer_json(asked, argv[2]);
  return 0;
}
