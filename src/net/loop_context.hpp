// The io_context of a Loop, for the files of net/ that speak Asio.  No other room includes this.
#pragma once

#include <boost/asio/io_context.hpp>

#include "net/loop.hpp"

namespace tocsin {

boost::asio::io_context& context_of(Loop& loop);

}  // namespace tocsin
