# SPDX-License-Identifier: GPL-3.0-or-later
# What is said of organisations in which nothing is linked, and of those in which just enough is.
set(folder ${CMAKE_CURRENT_LIST_DIR})
add_executable(claims_simulation ${folder}/claims_simulation.c ${folder}/linked_organisation.c)
target_link_libraries(claims_simulation PRIVATE pulssid_stats)
if(NOT PULSSID_SANITIZE)
    add_test(NAME simulation.claims COMMAND claims_simulation)
    set_tests_properties(simulation.claims PROPERTIES LABELS simulation TIMEOUT 300)
endif()

# Twenty times as many organisations: some minutes.
add_custom_target(claims_simulation_long COMMAND claims_simulation 20 USES_TERMINAL)
