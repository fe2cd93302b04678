# SPDX-License-Identifier: GPL-3.0-or-later
# Organisations with known links: how often one is found that is none, and how often one that is. And what a large one takes.
set(folder ${CMAKE_CURRENT_LIST_DIR})
add_executable(linkage_simulation ${folder}/linkage_simulation.c ${folder}/linked_organisation.c)
target_link_libraries(linkage_simulation PRIVATE pulssid_stats)
add_executable(linkage_scale ${folder}/linkage_scale.c ${folder}/linked_organisation.c)
target_link_libraries(linkage_scale PRIVATE pulssid_stats)
if(NOT PULSSID_SANITIZE)
    add_test(NAME simulation.linkage COMMAND linkage_simulation)
    add_test(NAME simulation.linkage_scale COMMAND linkage_scale 500 104 9999 18)
    add_test(NAME simulation.linkage_cost COMMAND ${PYTHON} ${folder}/linkage_cost $<TARGET_FILE:linkage_scale>)
    set_tests_properties(simulation.linkage simulation.linkage_scale simulation.linkage_cost
                         PROPERTIES LABELS simulation TIMEOUT 300)
endif()

# Twenty times as many organisations: some minutes.
add_custom_target(linkage_simulation_long COMMAND linkage_simulation 20 USES_TERMINAL)
