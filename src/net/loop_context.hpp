// The io_context of a Loop, for the files of net/ that speak Asio.  No other room includes this.
// It is apart from loop.hpp so that nobody who waits for things has to compile Asio.
#pragma once

#include <boost/asio/io_context.hpp>

#include "net/loop.hpp"

namespace tocsin {

boost::asio::io_context& context_of(Loop& loop);

}  // namespace tocsin
