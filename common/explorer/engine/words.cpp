#include "explorer/engine/report.hpp"

namespace explorer {
namespace {

bool touches_memory(kind what) {
  switch (what) {
    case kind::read:
    case kind::write:
    case kind::load:
    case kind::store:
    case kind::rmw:
    case kind::cas:
    case kind::park:
    case kind::unpark:
      return true;
    default:
      return false;
  }
}

std::string object_of(const operation& o, const naming& names) {
  if (o.object == no_object) return "";
  return touches_memory(o.what) ? names.bytes(o.object, o.mask)
                                : names.object(o.object);
}

std::string locked(mode how) {
  switch (how) {
    case mode::exclusive:
      return "";
    case mode::shared:
      return " shared";
    case mode::upgrade:
      return " for upgrade";
  }
  return "";
}

std::string threads_in(std::uint64_t set, const naming& names) {
  std::string s;
  for (thread_id t = 0; t < max_threads; ++t) {
    if ((set >> t & 1U) == 0) continue;
    if (!s.empty()) s += " and ";
    s += names.thread(t);
  }
  return s.empty() ? "nobody" : s;
}

std::string lock_words(const step& s, const std::string& object) {
  const operation& o = s.what;
  switch (s.how.how) {
    case result::timed_out:
      return "gives up locking " + object;
    case result::refused:
      return "cannot lock " + object;
    default:
      break;
  }
  if (o.what == kind::convert || o.what == kind::try_convert) {
    const std::string to = o.to_mode == mode::exclusive
                               ? std::string{" exclusive"}
                               : locked(o.to_mode);
    return "makes its lock of " + object + to;
  }
  return "locks " + object + locked(o.held);
}

std::string wake_words(const step& s, const naming& names) {
  const bool leaves = s.how.how == result::asleep;
  const result why = leaves ? static_cast<result>(s.how.value) : s.how.how;
  if (leaves) return why == result::timed_out ? "times out" : "wakes by itself";
  const char* cause = why == result::timed_out  ? "timed out"
                      : why == result::spurious ? "spuriously"
                                                : "notified";
  return "wakes: " + std::string{cause} +
         (s.what.mutex == no_object ? ""
                                    : ", locks " + names.object(s.what.mutex));
}

bool reads_alone(const step& s) {
  return s.what.what == kind::load ||
         (s.what.what == kind::cas && s.how.how != result::done);
}

std::string done_to(const step& s, const std::string& object,
                    const naming& names) {
  const operation& o = s.what;
  const auto value = [&](std::uint64_t v) { return names.value(o.object, v); };
  const std::string seen = value(s.how.value);
  switch (o.what) {
    case kind::load:
      return "reads " + object + " = " + seen;
    case kind::store:
      return "writes " + object + " = " + value(o.value);
    case kind::rmw:
      return "changes " + object + " from " + seen +
             (s.has_written ? " to " + value(s.written) : "");
    default:
      break;
  }
  switch (s.how.how) {
    case result::done:
      return "exchanges " + object + ": " + seen + " for " + value(o.value);
    case result::spurious:
      return "fails to exchange " + object + ", spuriously";
    default:
      return "fails to exchange " + object + ": it is " + seen + ", not " +
             value(o.expected);
  }
}

std::string atomic_words(const step& s, const std::string& object,
                         const naming& names) {
  const std::string does = done_to(s, object, names);
  if (s.how.newer == 0) return does;
  const std::string newest = names.value(s.what.object, s.how.newest);
  return does + (reads_alone(s)
                     ? ", an older value: the newest is " + newest
                     : ", and not as the newest value: that stays " + newest);
}

std::string plain_words(const step& s, const std::string& object,
                        const naming& names) {
  return (s.what.what == kind::read ? "reads " : "writes ") + object +
         (s.has_written ? " = " + names.value(s.what.object, s.written) : "");
}

std::string with_place(const std::string& what, const source_line& at) {
  if (at.line == 0) return what;
  return what + " at " + at.file + ":" + std::to_string(at.line) +
         (at.text.empty() ? "" : "  " + at.text);
}

std::string access_words(const access& a, const naming& names) {
  const std::string object = a.what == kind::free
                                 ? names.object(a.object)
                                 : names.bytes(a.object, a.mask);
  std::string does;
  switch (a.what) {
    case kind::read:
    case kind::load:
      does = " reads ";
      break;
    case kind::free:
      does = " frees ";
      break;
    default:
      does = " writes ";
      break;
  }
  return with_place(names.thread(a.thread) + does + object, names.site(a.site));
}

std::string blocked_words(const blocked& b, const naming& names) {
  const operation& o = b.waits_in;
  std::string s = names.thread(b.thread);
  const std::string object = object_of(o, names);
  switch (o.what) {
    case kind::join:
      s += " waits for " + names.thread(o.target);
      break;
    case kind::wait:
      s += " waits on " + object;
      break;
    case kind::park:
      s += " waits for a change of " + object;
      break;
    case kind::lock:
    case kind::convert:
    case kind::acquire:
    case kind::once_enter:
      s += " waits for " + object;
      break;
    default:
      s += " tries " + object + " again and again";
      break;
  }
  if (b.holder == b.thread) {
    s += ", which it holds itself";
  } else if (b.holder != nobody) {
    s += ", which " + names.thread(b.holder) + " holds";
  }
  return with_place(s, names.waits_at(b.thread, o.site));
}

}  // namespace

std::string words(const step& s, const naming& names) {
  const operation& o = s.what;
  const std::string object = object_of(o, names);
  switch (o.what) {
    case kind::start:
      return "begins";
    case kind::end:
      return "ends";
    case kind::create:
      return "starts " + names.thread(static_cast<thread_id>(s.how.value));
    case kind::join:
      return (s.how.how == result::timed_out ? "gives up joining " : "joins ") +
             names.thread(o.target);
    case kind::read:
    case kind::write:
      return plain_words(s, object, names);
    case kind::free:
      return "frees " + object;
    case kind::load:
    case kind::store:
    case kind::rmw:
    case kind::cas:
      return atomic_words(s, object, names);
    case kind::fence:
      return "passes a fence";
    case kind::lock:
    case kind::try_lock:
    case kind::convert:
    case kind::try_convert:
      return lock_words(s, object);
    case kind::unlock:
      return "unlocks " + object;
    case kind::destroy:
      return "destroys " + object;
    case kind::wait:
      return "waits on " + object + ", releasing " + names.object(o.mutex);
    case kind::wake:
      return wake_words(s, names);
    case kind::notify_one:
    case kind::notify_all:
      return "notifies " + object + ": " + threads_in(s.how.value, names);
    case kind::acquire:
    case kind::try_acquire:
      if (s.how.how == result::done) return "takes a unit of " + object;
      return (s.how.how == result::refused ? "finds no unit of "
                                           : "gives up waiting for ") +
             object;
    case kind::release:
      return "gives back a unit of " + object;
    case kind::park:
      return s.how.how == result::asleep
                 ? "waits for a change of " + object
                 : "need not wait for a change of " + object;
    case kind::unpark:
      return "wakes who waits for " + object + ": " +
             threads_in(s.how.value, names);
    case kind::once_enter:
      return s.how.how == result::refused ? "finds " + object + " done"
                                          : "begins " + object;
    case kind::once_leave:
      return "finishes " + object;
    case kind::yield:
      return "yields";
    case kind::call:
      return "calls " + names.call(o.value);
    case kind::ret:
      return names.returned(o.value);
  }
  return "";
}

std::string why_older(const trace& t, const std::vector<row>& shown,
                      const naming& names) {
  std::string all;
  for (const row& r : shown) {
    const step& s = t.steps[r.step];
    if (s.how.newer == 0) continue;
    const std::string object = object_of(s.what, names);
    std::string why =
        with_place(names.thread(s.how.missed_by) + " writes " + object,
                   names.site(s.how.missed_at));
    why += with_place("\n" + names.thread(s.thread) +
                          (reads_alone(s) ? " reads an older value of "
                                          : " writes an older value of ") +
                          object,
                      names.site(s.what.site));
    why += reads_alone(s) ? "\nthe write does not happen before the read\n"
                          : "\nneither write happens before the other\n";
    if (all.find(why) == std::string::npos) all += why;
  }
  return all;
}

std::string explain(const finding& f, const naming& names) {
  std::string s;
  switch (f.what) {
    case failure::data_race:
      return access_words(f.first, names) + "\n" +
             access_words(f.second, names) +
             "\nnothing orders the one before the other\n";
    case failure::use_after_free:
    case failure::double_free:
      return access_words(f.first, names) + "\nand then " +
             access_words(f.second, names) + "\n";
    case failure::deadlock:
    case failure::lost_wakeup:
      for (const blocked& b : f.stuck) s += blocked_words(b, names) + "\n";
      return s + (f.what == failure::lost_wakeup
                      ? "nobody is left who could wake them\n"
                      : "");
    case failure::livelock:
      for (const blocked& b : f.stuck) s += blocked_words(b, names) + "\n";
      return s +
             (f.text.empty() ? "nothing that they read will change" : f.text) +
             "\n";
    case failure::unlock_not_owner:
    case failure::destroyed_locked:
      s = names.thread(f.thread) +
          (f.what == failure::unlock_not_owner ? " unlocks " : " destroys ") +
          (f.object == no_object ? "" : names.object(f.object));
      if (f.first.thread == nobody) {
        s += ", which nobody holds";
      } else {
        s += ", which " + names.thread(f.first.thread) + " holds";
      }
      return with_place(s, names.site(f.site)) + "\n";
    case failure::not_linearizable:
      return f.text;
    default:
      return with_place(names.thread(f.thread) + ": " + f.text,
                        names.site(f.site)) +
             "\n";
  }
}

}  // namespace explorer
