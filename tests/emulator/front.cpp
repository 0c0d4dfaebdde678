#include "tests/emulator/front.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <fstream>

#include "tests/emulator/byte_stream.hpp"
#include "tests/emulator/http_date.hpp"
#include "tests/emulator/wire.hpp"

namespace tocsin {
namespace {

WallTime system_now() {
    return WallTime(
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()));
}

HttpResponse refusal_of(const Error& error) {
    HttpResponse response;
    response.status = error.code == ErrorCode::refused ? 411 : 400;
    response.headers.add("Content-Type", "text/plain");
    response.body = error.message + "\n";
    return response;
}

}  // namespace

Front::Front(FrontSettings settings, StatuspageModel model)
    : settings_(std::move(settings)), state_{std::move(model), {}, {}, {}} {
    state_.switches.tls_mode = settings_.tls_mode;
    // OpenSSL writes with write(), which MSG_NOSIGNAL does not reach.
    std::signal(SIGPIPE, SIG_IGN);
}

Front::~Front() {
    stop_.raise();
    for (const auto& listener : {api_.get(), plain_.get(), control_.get()}) {
        if (listener) listener->end_connections();
    }
}

Result<void> Front::start() {
    TRY(const auto certificates, make_certificates());
    TRYV(write_certificates(certificates, settings_.state_dir));
    for (const auto& [mode, pair] : certificates.servers) {
        TRY(tls_contexts_[mode], make_tls_context(pair, mode));
    }
    api_ = std::make_unique<OpenPort>(stop_, [this](int s) { serve_api(s, Port::api); });
    plain_ = std::make_unique<OpenPort>(stop_, [this](int s) { serve_api(s, Port::plain); });
    control_ = std::make_unique<OpenPort>(stop_, [this](int s) { serve_control(s); });
    TRYV(api_->start(settings_.ports.api));
    TRYV(plain_->start(settings_.ports.plain));
    TRYV(control_->start(settings_.ports.control));
    return write_ports();
}

FrontPorts Front::ports() const {
    return {api_->port(), control_->port(), plain_->port()};
}

Result<void> Front::write_ports() const {
    const FrontPorts opened = ports();
    const boost::json::object shown{
        {"api", opened.api}, {"control", opened.control}, {"plain", opened.plain}};
    const auto path = settings_.state_dir / "ports.json";
    const auto draft = settings_.state_dir / "ports.json.new";
    {
        std::ofstream file(draft, std::ios::trunc);
        file << boost::json::serialize(shown) << "\n";
        file.close();
        if (!file) return unavailable("cannot write " + draft.string());
    }
    std::error_code failure;
    std::filesystem::rename(draft, path, failure);
    if (failure) return unavailable("cannot write " + path.string() + ": " + failure.message());
    return success();
}

WallTime Front::emulated_now() {
    return state_.clock.read(system_now());
}

FrontSwitches Front::switches() {
    const std::lock_guard lock(mutex_);
    return state_.switches;
}

void Front::serve_api(int socket, Port port) {
    OpenPort& listener = port == Port::api ? *api_ : *plain_;
    ByteStream stream(socket, [&listener, socket] { listener.forget_connection(socket); });
    const FrontSwitches begun = switches();
    if (begun.reachability == Reachability::silent) {
        hold(stream);
        return;
    }
    if (port == Port::api && !open_tls(stream, begun.tls_mode)) return;
    RequestReader reader(stream);
    while (!stop_.is_raised() && answer_one(stream, reader) && stays_in_use(stream, reader))
        continue;
}

bool Front::hold(const ByteStream& stream) {
    stop_.wait_for_peer(stream.socket());
    return false;
}

bool Front::open_tls(ByteStream& stream, TlsMode mode) {
    if (mode != TlsMode::stalled) return stream.accept_tls(tls_contexts_.at(mode).get());
    char hello = 0;
    if (stream.read(&hello, 1) == 0) return false;
    stream.write("\x16\x03\x03");  // A record begins: whoever waits for its length waits on.
    return hold(stream);
}

bool Front::stays_in_use(ByteStream& stream, const RequestReader& reader) {
    const Duration idle_max = switches().idle_close;
    if (idle_max == Duration(0) || reader.has_pending()) return true;
    if (stop_.wait_for_bytes(stream.socket(), idle_max) == StopFlag::Woken::readable) return true;
    stream.end();
    return false;
}

bool Front::turn_away(ByteStream& stream, const Error& error) {
    if (error.code == ErrorCode::unavailable) return false;
    stream.write(format_response(refusal_of(error), false, format_http_date(system_now())));
    return false;
}

Result<HttpRequest> Front::read_one(RequestReader& reader, std::optional<FaultRule>& fault) {
    TRY(HttpRequest request, reader.read_head());
    const FrontSwitches now = switches();
    if (now.reachability != Reachability::silent) {
        const std::lock_guard lock(mutex_);
        fault = state_.model.choose_fault(request.method, request.target);
    }
    if (fault && stop_.wait(fault->delay_reading) == StopFlag::Woken::stopped) {
        return unavailable("the emulator ends");
    }
    TRYV(reader.read_body(request, !now.ignores_expect));
    return request;
}

bool Front::answer_one(ByteStream& stream, RequestReader& reader) {
    if (stop_.wait(switches().read_delay) == StopFlag::Woken::stopped) return false;
    std::optional<FaultRule> fault;
    const auto request = read_one(reader, fault);
    if (!request) return turn_away(stream, request.error());
    if (switches().reachability == Reachability::silent) return hold(stream);
    Admission admission;
    {
        const std::lock_guard lock(mutex_);
        admission = state_.model.admit(request.value(), std::move(fault), emulated_now());
    }
    if (stop_.wait(admission.delay_before()) == StopFlag::Woken::stopped) return false;
    Verdict verdict;
    {
        const std::lock_guard lock(mutex_);
        verdict = state_.model.apply(admission, emulated_now());
    }
    if (stop_.wait(verdict.delay_after) == StopFlag::Woken::stopped) return false;
    return send_verdict(stream, verdict, reader.keeps_alive());
}

bool Front::send_verdict(ByteStream& stream, const Verdict& verdict, bool keep_alive) {
    WallTime now;
    {
        const std::lock_guard lock(mutex_);
        now = emulated_now();
    }
    // Without a length only the end of the connection ends the answer.
    const bool stays = keep_alive && verdict.framing != Framing::http_1_0;
    const WireAnswer answer =
        frame_answer(verdict.response, verdict.framing, stays, format_http_date(now));
    const std::string whole = answer.head + answer.body;
    const std::string_view cut =
        std::string_view(whole).substr(0, whole.size() - answer.body.size() / 2 - 1);
    switch (verdict.fault) {
        case Fault::none:
            if (!send_slowly(stream, whole, verdict.delay_between_bytes)) return false;
            if (!stays) stream.end();
            return stays;
        case Fault::close_after_answer:
            send_slowly(stream, whole, verdict.delay_between_bytes);
            stream.end();
            return false;
        case Fault::drop_before_apply:
        case Fault::drop_after_apply:
            stream.reset();
            return false;
        case Fault::reset_mid_body:
            send_slowly(stream, cut, verdict.delay_between_bytes);
            stream.reset();
            return false;
        case Fault::truncate_body:
            send_slowly(stream, cut, verdict.delay_between_bytes);
            stream.end_without_notice();
            return false;
        case Fault::never_answer:
            return hold(stream);
    }
    return false;
}

bool Front::send_slowly(ByteStream& stream, std::string_view bytes, Duration between) {
    if (between == Duration(0)) return stream.write(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (!stream.write(bytes.substr(i, 1))) return false;
        if (stop_.wait(between) == StopFlag::Woken::stopped) return false;
    }
    return true;
}

void Front::serve_control(int socket) {
    ByteStream stream(socket, [this, socket] { control_->forget_connection(socket); });
    RequestReader reader(stream);
    while (!stop_.is_raised()) {
        const auto request = reader.read();
        if (!request) return;
        HttpResponse response;
        FrontSwitches before;
        FrontSwitches after;
        {
            const std::lock_guard lock(mutex_);
            before = state_.switches;
            response = answer_control(state_, request.value(), system_now());
            after = state_.switches;
        }
        follow_switches(before, after);
        const bool keep_alive = reader.keeps_alive();
        const std::string date = format_http_date(system_now());
        if (!stream.write(format_response(response, keep_alive, date)) || !keep_alive) return;
    }
}

void Front::follow_switches(const FrontSwitches& before, const FrontSwitches& after) {
    // Those that were held in their handshake will never be through it.
    const bool stalled = before.tls_mode == TlsMode::stalled && after.tls_mode != before.tls_mode;
    if (stalled) api_->end_connections();
    if (before.reachability == after.reachability) return;
    for (OpenPort* listener : {api_.get(), plain_.get()}) {
        // Those that were held in silence will never be answered.
        if (before.reachability == Reachability::silent) listener->end_connections();
        listener->set_open(after.reachability != Reachability::refusing);
    }
}

}  // namespace tocsin
