// peer: who counts as one when somebody asks too much.
//
// Limits by address hold only if one who is limited cannot take another address.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// The address itself; of IPv6 the /64 that holds it, which is what one customer is given (RFC
// 6177). What is no address stays as it is.
std::string peer_block(std::string_view peer);

}  // namespace tocsin
