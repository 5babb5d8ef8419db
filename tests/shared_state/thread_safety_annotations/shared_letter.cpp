// Every compiler rejects it: a letter owns what it carries
#include "shared_state/thread_safety_annotations.hpp"

thread_safety_annotations::letter_box<std::shared_ptr<std::string>> box;
