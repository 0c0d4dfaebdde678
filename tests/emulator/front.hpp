// Front: the model behind HTTPS, plain HTTP on loopback, and a control port (behaviour 1).
//
// A thread for each connection and one lock round the model: a test tool, for a few clients on
// one machine.  What the model calls a fault is acted out here with the socket: resets, answers
// cut off, silence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "base/result.hpp"
#include "tests/emulator/certificates.hpp"
#include "tests/emulator/control.hpp"
#include "tests/emulator/open_port.hpp"
#include "tests/emulator/stop_flag.hpp"

namespace tocsin {

class ByteStream;
class RequestReader;

struct FrontPorts {
    std::uint16_t api = 0;
    std::uint16_t control = 0;
    std::uint16_t plain = 0;
};

struct FrontSettings {
    FrontPorts ports;  // 0: any that is free.
    TlsMode tls_mode = TlsMode::normal;
    std::filesystem::path state_dir;  // Where certificates and ports.json are written.
};

// Throws nothing; its threads use only what it owns.
class Front {
public:
    Front(FrontSettings settings, StatuspageModel model);
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;
    // Ends every connection and waits for the threads.
    ~Front();

    // Writes the certificates, opens the ports, and then writes ports.json.
    Result<void> start();

    FrontPorts ports() const;

private:
    enum class Port { api, plain, control };

    void serve_api(int socket, Port port);
    void serve_control(int socket);
    // Whether the connection stays for another request.
    bool answer_one(ByteStream& stream, RequestReader& reader);
    // Reads one, up to the point where it is known which fault hits it.
    Result<HttpRequest> read_one(RequestReader& reader, std::optional<FaultRule>& fault);
    bool turn_away(ByteStream& stream, const Error& error);
    // Holds the connection until the client gives up.
    bool hold(const ByteStream& stream);
    // Whether the next request comes before the connection was idle for too long.
    bool stays_in_use(ByteStream& stream, const RequestReader& reader);
    // False if the handshake fails, or is not meant to end.
    bool open_tls(ByteStream& stream, TlsMode mode);
    bool send_verdict(ByteStream& stream, const Verdict& verdict, bool keep_alive);
    bool send_slowly(ByteStream& stream, std::string_view bytes, Duration between);
    void follow_switches(const FrontSwitches& before, const FrontSwitches& after);
    FrontSwitches switches();
    WallTime emulated_now();  // Requires: the lock is held.
    Result<void> write_ports() const;

    FrontSettings settings_;
    StopFlag stop_;
    std::map<TlsMode, TlsContextPtr> tls_contexts_;
    std::mutex mutex_;
    ControlState state_;  // Guarded by mutex_.
    std::unique_ptr<OpenPort> api_;
    std::unique_ptr<OpenPort> plain_;
    std::unique_ptr<OpenPort> control_;
};

}  // namespace tocsin
