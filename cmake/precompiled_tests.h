// What most tests need, read once for all; see cmake/Precompiled.cmake.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "precompiled_src.h"
