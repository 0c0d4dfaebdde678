// FrontTest: a front of its own for each test, on free ports, and short ways to ask it.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "tests/emulator/front.hpp"
#include "tests/emulator/front_client.hpp"

namespace tocsin {

inline const std::string incidents_path = "/v1/pages/page00000001/incidents";
inline const std::string an_incident = R"({"incident":{"name":"a","body":"b"}})";

class FrontTest : public testing::Test {
protected:
    FrontTest() {
        char made[] = "/tmp/tocsin-emulator-XXXXXX";
        folder_ = ::mkdtemp(made);
        StatuspageModel model({}, 1);
        model.add_page("page00000001", "Ours");
        model.add_key("key-1", "key", {"page00000001"});
        front_ =
            std::make_unique<Front>(FrontSettings{{}, TlsMode::normal, folder_}, std::move(model));
        const auto started = front_->start();
        EXPECT_TRUE(started) << started.error().message;
        ports_ = front_->ports();
    }
    ~FrontTest() override {
        front_.reset();
        std::filesystem::remove_all(folder_);
    }

    boost::json::value control(const std::string& method, const std::string& target,
                               const std::string& body = "") {
        FrontClient client;
        EXPECT_TRUE(client.connect(ports_.control));
        const auto reply = client.ask(raw_request(method, target, body));
        EXPECT_EQ(reply.status, 200U) << reply.body;
        return boost::json::parse(reply.body);
    }

    // One request on a new connection over TLS.
    FrontClient::Reply ask(const std::string& method, const std::string& target,
                           const std::string& body = "") {
        FrontClient client;
        EXPECT_TRUE(client.connect(ports_.api));
        EXPECT_EQ(client.start_tls(folder_ / "ca.pem"), X509_V_OK);
        return client.ask(raw_request(method, target, body));
    }

    FrontClient::Reply create_under(const std::string& fault) {
        control("POST", "/faults", "[" + fault + "]");
        return ask("POST", incidents_path, an_incident);
    }

    std::size_t incident_count() {
        return control("GET", "/state").at_pointer("/pages/0/incidents").as_array().size();
    }

    // Asks again until it holds, for at most ten seconds.
    static bool comes_true(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end) return false;
        }
        return true;
    }

    std::filesystem::path folder_;
    std::unique_ptr<Front> front_;
    FrontPorts ports_;
};

}  // namespace tocsin
