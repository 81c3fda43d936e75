#include "browser/fetch.hpp"

#include <utility>

namespace sluice::browser {
namespace {

const char* method_name(HttpMethod method) {
  switch (method) {
    case HttpMethod::Get:
      return "GET";
    case HttpMethod::Post:
      return "POST";
    case HttpMethod::Patch:
      return "PATCH";
    case HttpMethod::Delete:
      return "DELETE";
  }
}

std::string header(const val& headers, const char* name) {
  const val value = headers.call<val>("get", val(name));
  return value.isString() ? value.as<std::string>() : std::string();
}

}  // namespace

Fetch::Fetch(const SendHttp& request, Inbox& inbox, val host)
    : attempt_(request.attempt),
      op_(request.op),
      keepalive_(request.keepalive),
      wants_body_(request.method != HttpMethod::Delete),
      inbox_(inbox),
      host_(std::move(host)),
      controller_(val::global("AbortController").new_()) {
  val headers = val::object();
  for (const HttpHeader& field : request.headers) {
    headers.set(std::string(field.name), field.value);
  }
  val init = val::object();
  init.set("method", val(method_name(request.method)));
  init.set("headers", headers);
  if (!request.body.empty()) init.set("body", request.body);
  init.set("keepalive", request.keepalive);
  init.set("cache", val("no-store"));
  init.set("referrerPolicy", val("no-referrer"));
  init.set("signal", controller_["signal"]);
  callbacks_.then(
      val::global("fetch")(request.url, init),
      [this](val response) {
        on_response(response);
        return val::undefined();
      },
      [this](val error) {
        fail(error);
        return val::undefined();
      });
}

Fetch::~Fetch() {
  if (!done_ && !keepalive_) controller_.call<void>("abort");
}

void Fetch::abort() {
  controller_.call<void>("abort");
}

void Fetch::on_response(const val& response) {
  answered_ = true;
  answer_.attempt = attempt_;
  answer_.op = op_;
  answer_.status = response["status"].as<int>();
  answer_.url = response["url"].as<std::string>();
  answer_.redirected = response["redirected"].as<bool>();
  const val headers = response["headers"];
  answer_.location = host_.call<std::string>("location", response);
  answer_.etag = header(headers, "etag");
  answer_.link = header(headers, "link");
  answer_.retry_after = header(headers, "retry-after");
  answer_.content_type = header(headers, "content-type");
  answer_.session_host = header(headers, "session-host");
  const val body = response["body"];
  if (is_missing(body)) return finish();
  if (!wants_body_) {
    // Nobody reads it, so it may go; a failure to let it go is nobody's business either.
    callbacks_.then(
        body.call<val>("cancel"), [](val) { return val::undefined(); },
        [](val) { return val::undefined(); });
    return finish();
  }
  reader_ = body.call<val>("getReader");
  decoder_ = val::global("TextDecoder").new_();
  read_body();
}

void Fetch::read_body() {
  callbacks_.then(
      reader_.call<val>("read"),
      [this](val chunk) {
        on_chunk(chunk);
        return val::undefined();
      },
      [this](val error) {
        fail(error);
        return val::undefined();
      });
}

void Fetch::on_chunk(const val& chunk) {
  if (chunk["done"].as<bool>()) return finish();
  const val bytes = chunk["value"];
  // Counted before it is decoded, so that a flood is never copied.
  if (answer_.body.size() + bytes["byteLength"].as<std::size_t>() > kMaxBodyBytes) {
    answer_.body.clear();
    answer_.body_fault = BodyFault::TooLarge;
    finish();
    return;
  }
  val options = val::object();
  options.set("stream", true);
  answer_.body += decoder_.call<std::string>("decode", bytes, options);
  read_body();
}

void Fetch::finish() {
  if (done_) return;
  done_ = true;
  if (answer_.body_fault == BodyFault::TooLarge) controller_.call<void>("abort");
  inbox_.put(std::move(answer_));
}

void Fetch::fail(const val& error) {
  if (done_) return;
  if (answered_) {
    // The session may exist, and its URL is known.
    answer_.body.clear();
    answer_.body_fault = BodyFault::Broken;
    return finish();
  }
  done_ = true;
  const Thrown thrown = describe(error);
  inbox_.put(HttpFailed{attempt_, op_, thrown.message});
}

}  // namespace sluice::browser
