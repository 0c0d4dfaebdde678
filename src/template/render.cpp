#include "template/render.hpp"

#include "template/evaluate.hpp"
#include "template/output.hpp"

namespace tocsin {

Result<Rendered> render(const Template& text, const Value& data, const RenderOptions& options) {
    Output output(options.purpose, options.output_bytes_max);
    TRYV(evaluate(text, data, options, output));
    return std::move(output).finish();
}

}  // namespace tocsin
