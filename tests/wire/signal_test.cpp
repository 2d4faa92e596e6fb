// The encoder's report, read with strict bounds; and what organizers see of it.

#include "support/problem_text.hpp"
#include "wire/samples.hpp"
#include "wire/signal.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {
namespace {

/// The sample with one member put in place of another, by path; says the problem, or "".
std::string sample_with(std::vector<std::string> path, json::value value) {
    auto whole = json::parse(sample("signal"));
    auto* at = &whole;
    for (const auto& name : path)
        at = at->is_array() ? &at->get_array().at(std::stoul(name)) : &at->get_object()[name];
    *at = std::move(value);
    auto read = parse_signal(json::serialize(whole));
    if (read) return "";
    return std::string{read.error().code()} + " " + read.error().field;
}

} // namespace

TEST_CASE("a report is read whole, and organizers see it as it came") {
    auto read = parse_signal(sample("signal"));
    REQUIRE(read);
    CHECK(read->source.state == domain::source_state::on);
    CHECK(read->source.fps == 29.97);
    CHECK(read->sound.silent_ms == 8200);
    REQUIRE(read->renditions.size() == 2);
    CHECK(read->renditions[1].off);
    check_sample("signal", signal_object(*read));
}

TEST_CASE("what the encoder could not read may be absent") {
    auto read = parse_signal(
        R"({"source":{"state":"away","kind":"srt","since":1},"picture":{},"sound":{},"renditions":[]})");
    REQUIRE(read);
    CHECK(!read->source.fps);
    CHECK(signal_object(*read).at("source").get_object().size() == 3);
}

TEST_CASE("a report beyond all sense is refused by the name of its field") {
    CHECK(sample_with({"source", "state"}, "gone") == "invalid_field source.state");
    CHECK(sample_with({"source", "kind"}, json::value{}) == "missing_field source.kind");
    CHECK(sample_with({"source", "width"}, 20'000) == "invalid_field source.width");
    CHECK(sample_with({"source", "fps"}, 1e9) == "invalid_field source.fps");
    CHECK(sample_with({"source", "fps"}, "30") == "invalid_field source.fps");
    CHECK(sample_with({"source", "since"}, -1) == "invalid_field source.since");
    CHECK(sample_with({"source", "problem"}, json::string(201, 'x')) == "invalid_field source.problem");
    CHECK(sample_with({"picture", "black_ms"}, -1) == "invalid_field picture.black_ms");
    CHECK(sample_with({"sound", "peak_db"}, 1e300) == "invalid_field sound.peak_db");
    CHECK(sample_with({"sound"}, json::array{}) == "invalid_field sound");
    CHECK(sample_with({"renditions", "1", "dropped"}, 1.5) == "invalid_field renditions.dropped");
    CHECK(sample_with({"renditions", "0", "track"}, "") == "missing_field renditions.track");
    CHECK(sample_with({"renditions", "0"}, 1) == "invalid_field renditions");
    CHECK(sample_with({"renditions"}, json::array(9, json::object{{"track", "a"}})) ==
          "invalid_field renditions");
    CHECK(parse_signal("[]").error().code() == "bad_json");
    CHECK(parse_signal("{}").error().field == "source");
}

} // namespace jiangtang::wire::testing
