// The non-template halves of Asio, Asio's TLS and Beast, compiled once.
//
// BOOST_ASIO_SEPARATE_COMPILATION and BOOST_BEAST_SEPARATE_COMPILATION are set for the whole
// build (cmake/TocsinTargets.cmake): every file that includes these libraries relies on this one.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
