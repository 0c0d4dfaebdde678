# What the Debian package holds beside the program (docs/decisions/0021-the-package.md).
#
# Included by the preset "package" alone: an install from a build tree must not write over the
# configuration of a running daemon.  scripts/package builds it; the time stamps of what is made here
# are those of $SOURCE_DATE_EPOCH.
set(made "${PROJECT_BINARY_DIR}/package")
set(doc share/doc/tocsin)
set(debian "${PROJECT_SOURCE_DIR}/cmake/debian")

# --- made of the program and of the sources ---------------------------------------------------

add_custom_command(OUTPUT "${made}/done"
  COMMAND "${PROJECT_SOURCE_DIR}/cmake/debian/make" "$<TARGET_FILE:tocsin>" "${PROJECT_BINARY_DIR}"
          "${made}" "${PROJECT_VERSION}"
  COMMAND "${CMAKE_COMMAND}" -E touch "${made}/done"
  DEPENDS tocsin "${debian}/make" "${debian}/sbom" "${PROJECT_SOURCE_DIR}/docs/man/make"
  VERBATIM)
add_custom_target(package-files DEPENDS "${made}/done")

install(DIRECTORY "${made}/man/" DESTINATION share/man)
install(FILES "${made}/completion/tocsin.bash"
  DESTINATION share/bash-completion/completions RENAME tocsin)
install(FILES "${made}/completion/_tocsin" DESTINATION share/zsh/vendor-completions)
install(FILES "${made}/completion/tocsin.fish" DESTINATION share/fish/vendor_completions.d)
install(FILES "${made}/changelog.gz" "${made}/changelog.Debian.gz" "${made}/sbom.cdx.json"
  DESTINATION ${doc})

# --- as it stands here ------------------------------------------------------------------------

file(GLOB rules RELATIVE "${PROJECT_SOURCE_DIR}/rules" CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/rules/*.toml")
list(TRANSFORM rules PREPEND "${PROJECT_SOURCE_DIR}/rules/" OUTPUT_VARIABLE rule_files)
install(FILES config/tocsin.toml DESTINATION /etc/tocsin)
install(FILES ${rule_files} DESTINATION /etc/tocsin/rules.d)
install(FILES systemd/tocsin.default DESTINATION /etc/default RENAME tocsin)
install(FILES systemd/tocsin.service systemd/tocsin.socket DESTINATION /lib/systemd/system)
install(FILES systemd/tocsin.sysusers DESTINATION lib/sysusers.d RENAME tocsin.conf)
install(FILES "${debian}/copyright" README.md DESTINATION ${doc})
install(DIRECTORY docs DESTINATION ${doc} FILES_MATCHING PATTERN "*.md" PATTERN man EXCLUDE)
install(FILES contrib/prometheus/tocsin-rules.yml contrib/prometheus/tocsin-rules-test.yml
  DESTINATION ${doc}/examples/prometheus)
install(DIRECTORY config/sources DESTINATION ${doc}/examples FILES_MATCHING PATTERN "*.toml")

# --- the control files ------------------------------------------------------------------------

set(conffiles "/etc/default/tocsin" "/etc/tocsin/tocsin.toml")
foreach(rule ${rules})
  list(APPEND conffiles "/etc/tocsin/rules.d/${rule}")
endforeach()
list(JOIN conffiles "\n" conffiles)
file(WRITE "${made}/conffiles" "${conffiles}\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tocsin)
set(CPACK_PACKAGE_CONTACT "tocsin maintainers <maintainers@users.noreply.r-seed-71f97cd0.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "bridge from alerts to public status pages")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"tocsin takes webhooks of Prometheus Alertmanager and Grafana, decides by
rules what the public should be told, and keeps the incidents and
components of an Atlassian Statuspage true to that. A webhook is answered
only after it is durable; every accepted change reaches the page, in order
and without duplicates, through crashes, time-outs and restarts.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# What a umask of the build says is nothing for a package.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The libraries are found by dpkg-shlibdeps.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "ca-certificates, tzdata, systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus-alertmanager")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  "${made}/conffiles;${debian}/postinst;${debian}/prerm;${debian}/postrm")
include(CPack)
