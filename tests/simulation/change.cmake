# SPDX-License-Identifier: GPL-3.0-or-later
# Teams in which nothing has changed, and some in which something has: a year of weekly releases.
set(folder ${CMAKE_CURRENT_LIST_DIR})
add_executable(change_simulation ${folder}/change_simulation.c ${folder}/linked_organisation.c)
target_link_libraries(change_simulation PRIVATE pulssid_stats)
if(NOT PULSSID_SANITIZE)
    add_test(NAME simulation.change COMMAND change_simulation)
    set_tests_properties(simulation.change PROPERTIES LABELS simulation TIMEOUT 300)
endif()

# Twenty times as many organisations: some minutes.
add_custom_target(change_simulation_long COMMAND change_simulation 20 USES_TERMINAL)
