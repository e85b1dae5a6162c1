// A model driven through its C ABI, with room around everything that it writes.
#pragma once

#include <archgym/model.h>

#include <string>
#include <string_view>
#include <vector>

#include "plugin/error_text.hpp"
#include "space/space.hpp"
#include "validate/check.hpp"

namespace archgym::host::validation {

// Designs and what is to be learnt about them: two smooth metrics.
struct ModelData {
  std::vector<double> x;  // rows x dims
  std::vector<double> y;  // rows x outputs
  std::uint64_t rows = 0, dims = 0, outputs = 0;
};

// Random designs of the space in which models are tried; the same seed gives the same ones.
ModelData model_data(std::uint64_t seed, std::uint64_t rows);

struct Predicted {
  ag_status status = AG_OK;
  std::vector<double> mean, spread;  // rows x outputs
  std::string reason;
  bool overran = false;
};

class ModelSession {
 public:
  // Ends the test when the instance cannot be created. `host` outlives the session.
  ModelSession(Check& check, const ag_host& host, const ag_space* space = nullptr);
  ModelSession(const ModelSession&) = delete;
  ModelSession& operator=(const ModelSession&) = delete;
  ~ModelSession();

  bool learns() const { return factory_->fit != nullptr; }
  // False: no ag_error is given from now on.
  void set_optional_pointers(bool given) { optional_pointers_ = given; }

  ag_status fit(const ModelData& data) { return fit(data, data.dims, data.outputs); }
  // As if the arrays had these widths.
  ag_status fit(const ModelData& data, std::uint64_t dims, std::uint64_t outputs);
  Predicted predict(const ModelData& data, bool with_spread = true);
  Predicted predict(const ModelData& data, bool with_spread, std::uint64_t dims,
                    std::uint64_t outputs);

  ag_status save(std::string& bytes);
  ag_status load(std::string_view bytes);
  const void* extension(const char* id) const;
  // What the last call said about its failure.
  std::string message() const { return error_.text(""); }

 private:
  ag_error* error() {
    error_.reset();
    return optional_pointers_ ? error_.get() : nullptr;
  }

  const ag_model_factory* factory_;
  ag_model* instance_ = nullptr;
  ag_model_setup setup_{};
  ag_ctx call_;
  ErrorText error_;
  bool optional_pointers_ = true;
};

}  // namespace archgym::host::validation
