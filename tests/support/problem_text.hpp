// Lets a failed check print a result: that it has a value, or its problem's code and field.
#pragma once

#include "base/error.hpp"

#include <doctest/doctest.h>

#include <string>

template <class T>
struct doctest::StringMaker<boost::system::result<T, jiangtang::problem>> {
    static doctest::String convert(const boost::system::result<T, jiangtang::problem>& r) {
        if (r) return "a value";
        auto text = std::string{r.error().code()} + " " + r.error().field;
        return text.c_str();
    }
};
