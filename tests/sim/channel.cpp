#include "sim/channel.hpp"

#include "sim/vocabulary.hpp"

namespace sluice::sim {
namespace {

constexpr Millis kGivenUp{60'000};  // when a node counts a silent peer as dead

}  // namespace

void Channel::rise() {
  if (gone_ || nature_.strikes(Fault::ChannelNever)) return;
  const Millis delay = nature_.between(5, 2'000);
  if (nature_.strikes(Fault::ChannelTalksFirst)) {
    // By a channel of its own, which opens behind what it says.
    const std::string text = said::notice(nature_);
    nature_.after(delay / 2, [this, text] {
      if (!gone_) deliver_(ChannelMessage{attempt_, text});
    });
  }
  nature_.after(delay, [this] {
    if (gone_) return;
    open_ = true;
    come_to_grief();
    on_open();
    deliver_(ChannelOpened{attempt_});
  });
}

void Channel::come_to_grief() {
  const auto later = [&](std::function<void()> what) {
    nature_.after(nature_.between(0, 30'000), std::move(what));
  };
  if (nature_.strikes(Fault::ChannelError)) {
    later([this] {
      if (open_) deliver_(ChannelFailed{attempt_});
    });
  }
  if (nature_.strikes(Fault::ChannelCut)) {
    later([this] {
      if (open_ && nature_.likely(50)) deliver_(ChannelFailed{attempt_});
      end();
    });
  }
  if (nature_.strikes(Fault::ChannelMute)) {
    later([this] {
      up_.cut();
      down_.cut();
      nature_.after(kGivenUp, [this] { on_close(false); });
    });
  }
}

void Channel::send(const std::string& text) {
  up_.pass(nature_.between(5, 300), [this, text] { on_word(text); });
}

void Channel::say(const std::string& text) {
  const bool late = nature_.strikes(Fault::WordSlow);
  down_.pass(late ? nature_.between(1'000, 15'000) : nature_.between(5, 300), [this, text] {
    if (!open_) return;
    on_heard(text);
    deliver_(ChannelMessage{attempt_, text});
  });
}

void Channel::close() {
  if (gone_) return;
  open_ = false;
  gone_ = true;
  up_.pass(nature_.between(5, 300), [this] { on_close(true); });
}

void Channel::end() {
  if (gone_) return;
  const bool was_open = open_;
  open_ = false;
  gone_ = true;
  up_.cut();
  down_.cut();
  if (was_open) deliver_(ChannelClosed{attempt_});
  on_close(false);
}

}  // namespace sluice::sim
