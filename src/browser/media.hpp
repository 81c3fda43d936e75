// The camera and microphone, and the element that shows a stream.
#pragma once

#include "browser/callbacks.hpp"
#include "browser/inbox.hpp"

namespace sluice::browser {

class Media {
 public:
  // `supplied`: a stream that is there already, or undefined; `owned`: it is ours to stop, as an
  // earlier session of the client opened it.
  Media(val host, val supplied, bool owned, Inbox& inbox);

  // Answers MediaReady or MediaFailed, later, unless this is destroyed before: a stream that is
  // granted after that would have no owner, so its tracks are stopped at once.
  void acquire();
  void release();
  [[nodiscard]] bool acquiring() const { return acquiring_; }

  [[nodiscard]] const val& stream() const { return stream_; }
  [[nodiscard]] val constraints_data() const;  // {requested, accepted}, or {constraints, error}
  [[nodiscard]] val dimensions() const;

 private:
  void on_stream(const val& stream);
  void fail(Error error, val thrown);

  val host_;
  val stream_;
  val constraints_;
  val error_ = val::undefined();
  bool owned_;  // the stream is ours to stop
  bool acquiring_ = false;
  Inbox& inbox_;
  Callbacks callbacks_;
};

// The <video> or <audio> element of the client; all is a no-op where there is none.
class View {
 public:
  View(val host, Inbox& inbox) : host_(std::move(host)), inbox_(inbox) {}

  void attach(const val& stream, bool is_preview);
  void detach();
  // Only where the element has the autoplay attribute, as pages expect.
  void play(AttemptId attempt, bool muted);
  [[nodiscard]] val element() const;

 private:
  val host_;
  val stream_ = val::undefined();
  bool paused_ = false;  // by the viewer
  Inbox& inbox_;
  Callbacks callbacks_;
};

}  // namespace sluice::browser
