// SPDX-License-Identifier: Apache-2.0
// All of patron's C++ face.
#pragma once

#include "assessment.hpp"
#include "backtest.hpp"
#include "calendar.hpp"
#include "churn.hpp"
#include "date.hpp"
#include "effect.hpp"
#include "engine.hpp"
#include "expression.hpp"
#include "identity.hpp"
#include "member.hpp"
#include "money.hpp"
#include "pack.hpp"
#include "satisfaction.hpp"
#include "satisfaction_analysis.hpp"
#include "satisfaction_scales.hpp"
#include "scopes.hpp"
#include "status.hpp"
#include "table.hpp"
#include "value.hpp"
#include "version.hpp"
