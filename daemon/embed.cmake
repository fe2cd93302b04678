# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUT, a C source that holds the files of MIGRATIONS, ROLES, SURVEYS and DESCRIPTIONS, and those in the folder
# PAGES (base/embedded.h).

set(text "/* Generated: the files that are part of the binary. */\n#include \"base/embedded.h\"\n\n")

function(embed list_name files)
    set(rows "")
    set(i 0)
    list(SORT files)
    foreach(file IN LISTS files)
        get_filename_component(name ${file} NAME)
        file(READ ${file} hex HEX)
        string(LENGTH "${hex}" digits)
        math(EXPR bytes "${digits} / 2")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," data "${hex}")
        string(APPEND text "static const uint8_t ${list_name}_${i}[] = {${data}0};\n")
        string(APPEND rows "    {\"${name}\", {${list_name}_${i}, ${bytes}}},\n")
        math(EXPR i "${i} + 1")
    endforeach()
    string(APPEND text "static const struct embedded_file ${list_name}[] = {\n${rows}    {NULL, {NULL, 0}}};\n\n"
           "const struct embedded_file *embedded_${list_name}(size_t *ret_n)\n{\n    *ret_n = ${i};\n"
           "    return ${list_name};\n}\n\n")
    set(text "${text}" PARENT_SCOPE)
endfunction()

embed(migrations "${MIGRATIONS}")
embed(roles "${ROLES}")
embed(surveys "${SURVEYS}")
embed(descriptions "${DESCRIPTIONS}")
file(GLOB pages ${PAGES}/*)
embed(pages "${pages}")
file(WRITE ${OUT} "${text}")
