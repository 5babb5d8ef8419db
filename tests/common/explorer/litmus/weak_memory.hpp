// The litmus tests of weak memory. Each claims that the outcome which gives it
// its name never comes about: expected.txt says where C++20 allows it.
//
// Names and shapes as in J. Alglave, L. Maranget, M. Tautschnig, "Herding
// cats", TOPLAS 2014; verdicts as in M. Batty, S. Owens, S. Sarkar, P. Sewell,
// T. Weber, "Mathematizing C++ concurrency", POPL 2011, and, for seq_cst, in
// O. Lahav, V. Vafeiadis, J. Kang, C.-K. Hur, D. Dreyer, "Repairing sequential
// consistency in C/C++11", PLDI 2017.
#pragma once

#include <atomic>
#include <cassert>

#include "litmus.hpp"

namespace weak_memory {

using namespace litmus;

// A fence, unless it is a relaxed one, which is none.
template <order Order>
void fence() {
  if constexpr (Order != rlx) std::atomic_thread_fence(Order);
}

// Store buffering.
template <order W, order R, order F = rlx, order G = F>
void sb() {
  shared s;
  run(
      [&] {
        s.x.store(1, W);
        fence<F>();
        s.a = s.y.load(R);
      },
      [&] {
        s.y.store(1, W);
        fence<G>();
        s.b = s.x.load(R);
      });
  assert(!(s.a == 0 && s.b == 0));
}
inline void sb_rlx() { sb<rlx, rlx>(); }
inline void sb_rel_acq() { sb<rel, acq>(); }
inline void sb_sc_acq() { sb<sc, acq>(); }
inline void sb_rel_sc() { sb<rel, sc>(); }
inline void sb_sc() { sb<sc, sc>(); }
inline void sb_fence_sc() { sb<rlx, rlx, sc>(); }
inline void sb_fence_acq_rel() { sb<rlx, rlx, ar>(); }
inline void sb_one_fence() { sb<rlx, rlx, sc, rlx>(); }

// One thread with seq_cst operations, the other with a fence.
template <order F>
void sb_against_fence() {
  shared s;
  run(
      [&] {
        s.x.store(1, sc);
        s.a = s.y.load(sc);
      },
      [&] {
        s.y.store(1, rlx);
        fence<F>();
        s.b = s.x.load(rlx);
      });
  assert(!(s.a == 0 && s.b == 0));
}
inline void sb_sc_and_fence_sc() { sb_against_fence<sc>(); }
inline void sb_sc_and_fence_acq_rel() { sb_against_fence<ar>(); }

// Store buffering with exchanges in place of the stores.
template <order X, order R>
void sb_rmw() {
  shared s;
  run(
      [&] {
        s.x.exchange(1, X);
        s.a = s.y.load(R);
      },
      [&] {
        s.y.exchange(1, X);
        s.b = s.x.load(R);
      });
  assert(!(s.a == 0 && s.b == 0));
}
inline void sb_rmw_acq_rel() { sb_rmw<ar, acq>(); }
inline void sb_rmw_sc() { sb_rmw<sc, sc>(); }

// Message passing.
template <order W, order R, order F = rlx, order G = rlx>
void mp() {
  shared s;
  run(
      [&] {
        s.x.store(1, rlx);
        fence<F>();
        s.y.store(1, W);
      },
      [&] {
        s.a = s.y.load(R);
        fence<G>();
        s.b = s.x.load(rlx);
      });
  assert(!(s.a == 1 && s.b == 0));
}
inline void mp_rlx() { mp<rlx, rlx>(); }
inline void mp_rel_rlx() { mp<rel, rlx>(); }
inline void mp_rlx_acq() { mp<rlx, acq>(); }
inline void mp_rel_acq() { mp<rel, acq>(); }
inline void mp_sc() { mp<sc, sc>(); }
inline void mp_fences() { mp<rlx, rlx, rel, acq>(); }
inline void mp_fences_sc() { mp<rlx, rlx, sc, sc>(); }
inline void mp_fence_acq() { mp<rel, rlx, rlx, acq>(); }
inline void mp_fence_rel() { mp<rlx, acq, rel, rlx>(); }
inline void mp_release_fence_alone() { mp<rlx, rlx, rel, rlx>(); }
inline void mp_acquire_fence_alone() { mp<rlx, rlx, rlx, acq>(); }
inline void mp_fences_reversed() { mp<rlx, rlx, acq, rel>(); }

// A third thread comes between the store of y and the load.
template <bool Modifies>
void mp_sequence() {
  shared s;
  run(
      [&] {
        s.x.store(1, rlx);
        s.y.store(1, rel);
      },
      [&] {
        if constexpr (Modifies) {
          s.y.fetch_add(2, rlx);
        } else if (s.y.load(rlx) == 1) {
          s.y.store(3, rlx);
        }
      },
      [&] {
        s.a = s.y.load(acq);
        s.b = s.x.load(rlx);
      });
  assert(!(s.a == 3 && s.b == 0));
}
inline void mp_release_sequence() { mp_sequence<true>(); }
inline void mp_release_sequence_broken() { mp_sequence<false>(); }

// Since C++20, a later store of the same thread ends the sequence as well.
inline void mp_release_sequence_own_store() {
  shared s;
  run(
      [&] {
        s.x.store(1, rlx);
        s.y.store(1, rel);
        s.y.store(2, rlx);
      },
      [&] {
        s.a = s.y.load(acq);
        s.b = s.x.load(rlx);
      });
  assert(!(s.a == 2 && s.b == 0));
}

// Load buffering. C++20 allows it where a relaxed access is on either side of
// both pairs; no execution here shows it.
template <order R, order W>
void lb() {
  shared s;
  run(
      [&] {
        s.a = s.x.load(R);
        s.y.store(1, W);
      },
      [&] {
        s.b = s.y.load(R);
        s.x.store(1, W);
      });
  assert(!(s.a == 1 && s.b == 1));
}
inline void lb_rlx() { lb<rlx, rlx>(); }
inline void lb_acq_rlx() { lb<acq, rlx>(); }
inline void lb_rlx_rel() { lb<rlx, rel>(); }
inline void lb_acq_rel() { lb<acq, rel>(); }
inline void lb_sc() { lb<sc, sc>(); }

// Write-to-read causality.
template <order W, order R, order F = rlx>
void wrc() {
  shared s;
  run([&] { s.x.store(1, rlx); },
      [&] {
        s.a = s.x.load(rlx);
        fence<F>();
        s.y.store(1, W);
      },
      [&] {
        s.b = s.y.load(R);
        fence<F>();
        s.c = s.x.load(rlx);
      });
  assert(!(s.a == 1 && s.b == 1 && s.c == 0));
}
inline void wrc_rlx() { wrc<rlx, rlx>(); }
inline void wrc_rel_rlx() { wrc<rel, rlx>(); }
inline void wrc_rlx_acq() { wrc<rlx, acq>(); }
inline void wrc_rel_acq() { wrc<rel, acq>(); }
inline void wrc_sc() { wrc<sc, sc>(); }
inline void wrc_fences() { wrc<rlx, rlx, ar>(); }

// Read-to-write causality.
template <order W, order R, order F = rlx, order G = F>
void rwc() {
  shared s;
  run([&] { s.x.store(1, W); },
      [&] {
        s.a = s.x.load(R);
        fence<F>();
        s.b = s.y.load(R);
      },
      [&] {
        s.y.store(1, W);
        fence<G>();
        s.c = s.x.load(R);
      });
  assert(!(s.a == 1 && s.b == 0 && s.c == 0));
}
inline void rwc_rlx() { rwc<rlx, rlx>(); }
inline void rwc_rel_acq() { rwc<rel, acq>(); }
inline void rwc_sc() { rwc<sc, sc>(); }
inline void rwc_fences_sc() { rwc<rlx, rlx, sc>(); }
inline void rwc_one_fence() { rwc<rlx, rlx, rlx, sc>(); }
inline void rwc_fences_acq_rel() { rwc<rlx, rlx, ar>(); }

// Independent reads of independent writes.
template <order W, order R, order F = rlx>
void iriw() {
  shared s;
  run([&] { s.x.store(1, W); }, [&] { s.y.store(1, W); },
      [&] {
        s.a = s.x.load(R);
        fence<F>();
        s.b = s.y.load(R);
      },
      [&] {
        s.c = s.y.load(R);
        fence<F>();
        s.d = s.x.load(R);
      });
  assert(!(s.a == 1 && s.b == 0 && s.c == 1 && s.d == 0));
}
inline void iriw_rlx() { iriw<rlx, rlx>(); }
inline void iriw_rel_acq() { iriw<rel, acq>(); }
inline void iriw_sc_acq() { iriw<sc, acq>(); }
inline void iriw_rel_sc() { iriw<rel, sc>(); }
inline void iriw_sc() { iriw<sc, sc>(); }
inline void iriw_fences_sc() { iriw<rlx, rlx, sc>(); }
inline void iriw_fences_acq_rel() { iriw<rlx, rlx, ar>(); }

// Causality through a third thread, by two locations.
template <order W, order R>
void isa2() {
  shared s;
  run(
      [&] {
        s.x.store(1, rlx);
        s.y.store(1, rel);
      },
      [&] {
        s.a = s.y.load(R);
        s.z.store(1, W);
      },
      [&] {
        s.b = s.z.load(acq);
        s.c = s.x.load(rlx);
      });
  assert(!(s.a == 1 && s.b == 1 && s.c == 0));
}
inline void isa2_rel_acq() { isa2<rel, acq>(); }
inline void isa2_rel_rlx() { isa2<rel, rlx>(); }
inline void isa2_rlx_acq() { isa2<rlx, acq>(); }
inline void isa2_sc() { isa2<sc, sc>(); }

// Two writes against two.
template <order W, order F = rlx>
void w22() {
  shared s;
  run(
      [&] {
        s.x.store(1, W);
        fence<F>();
        s.y.store(2, W);
      },
      [&] {
        s.y.store(1, W);
        fence<F>();
        s.x.store(2, W);
      });
  assert(!(s.x.load(rlx) == 1 && s.y.load(rlx) == 1));
}
inline void w22_rlx() { w22<rlx>(); }
inline void w22_rel() { w22<rel>(); }
inline void w22_sc() { w22<sc>(); }
inline void w22_fences_sc() { w22<rlx, sc>(); }
inline void w22_fences_acq_rel() { w22<rlx, ar>(); }

// The store of y comes behind the other one, and then x is read too old.
template <order W, order R, order F = rlx>
void r() {
  shared s;
  run(
      [&] {
        s.x.store(1, W);
        fence<F>();
        s.y.store(1, W);
      },
      [&] {
        s.y.store(2, W);
        fence<F>();
        s.a = s.x.load(R);
      });
  assert(!(s.y.load(rlx) == 2 && s.a == 0));
}
inline void r_rlx() { r<rlx, rlx>(); }
inline void r_rel_acq() { r<rel, acq>(); }
inline void r_sc() { r<sc, sc>(); }
inline void r_fences_sc() { r<rlx, rlx, sc>(); }

// Who has read y stores x, before what came before the store of y.
template <order W, order R, order F = rlx>
void s() {
  shared s;
  run(
      [&] {
        s.x.store(2, rlx);
        fence<F>();
        s.y.store(1, W);
      },
      [&] {
        s.a = s.y.load(R);
        fence<F>();
        s.x.store(1, rlx);
      });
  assert(!(s.a == 1 && s.x.load(rlx) == 2));
}
inline void s_rlx() { s<rlx, rlx>(); }
inline void s_rel_rlx() { s<rel, rlx>(); }
inline void s_rlx_acq() { s<rlx, acq>(); }
inline void s_rel_acq() { s<rel, acq>(); }
inline void s_sc() { s<sc, sc>(); }
inline void s_fences() { s<rlx, rlx, ar>(); }

// Z6.3: by modification order, then by reading, then by reading too old.
template <order W, order R, order F = rlx>
void z6() {
  shared s;
  run(
      [&] {
        s.x.store(1, W);
        fence<F>();
        s.y.store(1, W);
      },
      [&] {
        s.y.store(2, W);
        fence<F>();
        s.z.store(1, W);
      },
      [&] {
        s.a = s.z.load(R);
        fence<F>();
        s.b = s.x.load(R);
      });
  assert(!(s.y.load(rlx) == 2 && s.a == 1 && s.b == 0));
}
inline void z6_rlx() { z6<rlx, rlx>(); }
inline void z6_rel_acq() { z6<rel, acq>(); }
inline void z6_sc() { z6<sc, sc>(); }
inline void z6_fences_sc() { z6<rlx, rlx, sc>(); }

}  // namespace weak_memory
