// Calls from the scenario into libraries whose work the explorer cannot follow:
// oneTBB's, and input from the standard library's streams.
//
// Promise: a search in which the scenario makes such a call ends there, and
// says so; one that makes none is not disturbed.
#pragma once

namespace explorer {

// Redirects the executable's own imports. Call it once, before the first search.
void redirect_unseen_imports();

}  // namespace explorer
