# SPDX-License-Identifier: GPL-3.0-or-later
# `cpack -G DEB` in a build folder of the preset release. It strips the binary, finds what it depends on by
# dpkg-shlibdeps, and adds the maintainer scripts of this folder.
set(debian ${CMAKE_CURRENT_LIST_DIR})
set(PULSSID_MAINTAINER "pulssid maintainers <maintainers@pulssid.example>" CACHE STRING "Maintainer of the Debian package")

file(STRINGS ${debian}/changelog newest REGEX "^pulssid [(]" LIMIT_COUNT 1)
if(NOT newest MATCHES "^pulssid [(]${PROJECT_VERSION}[)] ")
    message(FATAL_ERROR "systemd/debian/changelog begins with \"${newest}\", but this is ${PROJECT_VERSION}")
endif()

# The package's own papers: gzipped, as Debian wants them.
set(papers ${CMAKE_BINARY_DIR}/debian)
configure_file(${debian}/changelog ${papers}/changelog COPYONLY)
add_custom_command(OUTPUT ${papers}/changelog.gz COMMAND ${GZIP} -9nkf ${papers}/changelog DEPENDS ${papers}/changelog VERBATIM)
add_custom_target(debian_papers ALL DEPENDS ${papers}/changelog.gz)
install(FILES ${papers}/changelog.gz ${debian}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/pulssid)
install(FILES ${debian}/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME pulssid)
# The names of compilers are of no use to who runs the program.
install(CODE "
    execute_process(COMMAND \"${CMAKE_OBJCOPY}\" --remove-section=.comment
                            \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_SBINDIR}/pulssid\"
                    COMMAND_ERROR_IS_FATAL ANY)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pulssid)
set(CPACK_PACKAGE_VENDOR pulssid)
set(CPACK_PACKAGE_CONTACT ${PULSSID_MAINTAINER})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
                                                WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, init-system-helpers (>= 1.60), tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "postgresql (>= 15)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "employee and customer surveys, brought together safely")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "An organisation asks its employees how they are and its customers how they
were served, keeps the answers apart, and so never sees that a team which is
well by itself can leave its customers sent from desk to desk. This daemon
brings the two together without betraying anyone.
.
It takes answers as CBOR over TLS and acknowledges each after the commit that
holds it; publishes team scores once a period so that no figure, and no
combination of figures, singles out fewer than five people; seals the answers;
and holds wellbeing against satisfaction from published scores alone. It needs
a PostgreSQL 15 or later.")
include(CPack)
