#include "browser/media.hpp"

#include <utility>
#include <vector>

#include "session/browser_fault.hpp"

namespace sluice::browser {

Media::Media(val host, val supplied, bool owned, Inbox& inbox)
    : host_(std::move(host)),
      stream_(std::move(supplied)),
      constraints_(host_["options"]["mediaConstraints"]),
      owned_(owned),
      inbox_(inbox) {}

void Media::acquire() {
  acquiring_ = true;
  const val hook = host_["options"]["onGetUserMedia"];
  const val devices = val::global("navigator")["mediaDevices"];
  val promise = val::undefined();
  if (is_function(hook)) {
    const Attempt called = attempt(host_, hook, val::null(), val::array());
    // The hook may as well give the stream itself, or throw.
    promise = val::global("Promise").call<val>(called.threw ? "reject" : "resolve",
                                               called.threw ? called.error : called.value);
  } else if (is_missing(devices)) {
    promise = val::global("Promise").call<val>("reject", val::null());
  } else {
    promise = devices.call<val>("getUserMedia", constraints_);
  }
  const bool unsupported = !is_function(hook) && is_missing(devices);
  callbacks_.then(
      promise,
      [this](val stream) {
        on_stream(stream);
        return val::undefined();
      },
      [this, unsupported](val error) {
        const Thrown thrown = describe(error);
        fail(unsupported ? Error{.code = ErrorCode::MediaUnsupported}
                         : media_fault(thrown.name, thrown.message),
             error);
        return val::undefined();
      });
}

void Media::on_stream(const val& stream) {
  if (is_missing(stream) || !is_function(stream["getTracks"])) {
    return fail({.code = ErrorCode::MediaFailed, .detail = "onGetUserMedia gave no MediaStream"},
                val::undefined());
  }
  acquiring_ = false;
  owned_ = true;
  stream_ = stream;
  const bool has_video = stream.call<val>("getVideoTracks")["length"].as<unsigned>() > 0;
  inbox_.put(MediaReady{has_video});
}

void Media::fail(Error error, val thrown) {
  acquiring_ = false;
  error_ = std::move(thrown);
  inbox_.put(MediaFailed{std::move(error)});
}

void Media::release() {
  if (!owned_) return;
  owned_ = false;
  for (const val& track : emscripten::vecFromJSArray<val>(stream_.call<val>("getTracks"))) {
    track.call<void>("stop");
  }
}

val Media::constraints_data() const {
  val data = val::object();
  if (is_missing(stream_)) {
    data.set("constraints", constraints_);
    data.set("error", error_);
  } else {
    data.set("requested", constraints_);
    data.set("accepted", constraints_);
  }
  return data;
}

val Media::dimensions() const {
  const val tracks = stream_.call<val>("getVideoTracks");
  return tracks[0].call<val>("getSettings");
}

// ---------------------------------------------------------------------------------------------

val View::element() const {
  return host_.call<val>("view");
}

void View::attach(const val& stream, bool is_preview) {
  const bool had_stream = !is_missing(stream_) && !stream_.strictlyEquals(stream);
  stream_ = stream;
  val view = element();
  if (is_missing(view)) return;
  if (is_preview) view.set("muted", true);  // nobody wants to hear the own microphone
  // What the viewer has paused stays so when another stream comes; one that has ended was not
  // paused.
  paused_ = !is_preview && had_stream && view["paused"].isTrue() && !view["ended"].isTrue();
  view.set("srcObject", stream);
  if (paused_) view.call<void>("pause");  // or `autoplay` would start it
}

void View::detach() {
  val view = element();
  // The page may show something else in it by now.
  if (!is_missing(view) && !is_missing(stream_) && view["srcObject"].strictlyEquals(stream_)) {
    view.set("srcObject", val::null());
  }
  stream_ = val::undefined();
}

void View::play(AttemptId attempt, bool muted) {
  val view = element();
  if (is_missing(view) || !view["autoplay"].isTrue() || paused_) return;
  if (muted) view.set("muted", true);
  callbacks_.then(
      view.call<val>("play"), [](val) { return val::undefined(); },
      [this, attempt, muted](val error) {
        // An AbortError only says that another stream came meanwhile.
        if (describe(error).name != "NotAllowedError") return val::undefined();
        inbox_.put(PlaybackBlocked{attempt, muted});
        return val::undefined();
      });
}

}  // namespace sluice::browser
