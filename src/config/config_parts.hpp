// The concerns that options are read by, each in a file of its own; config.cpp puts them together.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/config.hpp"
#include "config/option_reader.hpp"

namespace sluice {

inline constexpr std::size_t kMaxNameBytes = 255;
inline constexpr Range kPorts{1, 65'535};
inline constexpr Range kTimeoutsMs{100, 600'000};
inline constexpr Range kPausesMs{0, 600'000};

// server_options.cpp
void read_server(OptionReader& reader, SessionConfig& config);
void read_endpoint(OptionReader& reader, SessionConfig& config);
void read_params(OptionReader& reader, SessionConfig& config);
// The query parameters that the field's servers know. A foreign endpoint gets only those that the
// caller has set: its URL may be signed, or its server strict.
void read_known_params(OptionReader& reader, SessionConfig& config);
// Why a name (a stream's, a group's, or a piece of an app's path) cannot be used; empty when it
// can.
[[nodiscard]] std::string_view fault_of_name(std::string_view name);
// A secure page's browser refuses what is not encrypted, loopback aside, without a word why.
[[nodiscard]] bool is_blocked(const Page& page, const Url& url);

// session_options.cpp
void read_timeouts(OptionReader& reader, Timeouts& timeouts);
void read_recovery(OptionReader& reader, SessionConfig& config);
void read_token(OptionReader& reader, SessionConfig& config);
// `recovers`: an open socket tells at once when its node is gone, which a data channel does not.
void read_socket_options(OptionReader& reader, bool recovers, SocketOptions& options);
void read_channel(OptionReader& reader, SessionConfig& config);
void read_extensions(OptionReader& reader, SessionConfig& config);

// manager_options.cpp
void read_manager(OptionReader& reader, const Page& page, SessionConfig& config);
// The options that a node makes of the config's.
[[nodiscard]] Json rewritten(const SessionConfig& config, const Node& node);

}  // namespace sluice
