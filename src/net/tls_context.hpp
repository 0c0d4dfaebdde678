// What stands behind TlsContext, for the files of net/ that speak Asio.
// It is apart from tls.hpp so that nobody who only hands files over has to compile OpenSSL.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>
#include <vector>

#include "net/tls.hpp"

namespace tocsin {

class TlsContext {
public:
    explicit TlsContext(boost::asio::ssl::context::method method) : context(method) {}

    boost::asio::ssl::context context;
};

// The alternative names of its subject: DNS names in lower case, URIs, mail and IP addresses.
std::vector<std::string> names_of(const x509_st& certificate);

}  // namespace tocsin
