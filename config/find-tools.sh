# Sourced by the scripts at the root of the repository. Exports JAVA_HOME, a JDK 21 or newer, and checks that there is a
# Maven 3.8 or newer, or ends the script with one line that says what to install.

# Prints the major version of the JDK in the folder $1, nothing if there is none (a JRE has no javac).
jdk_version() {
    if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; then
        "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p'
    fi
}

# Prints the folder of the java on the PATH: the program itself knows it, whatever links or scripts lead to it.
java_home_of_path() {
    if command -v java > /dev/null; then
        java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
    fi
}

find_jdk() {
    for jdk in "${JAVA_HOME:-}" "$(java_home_of_path)" /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* \
            "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        version=$(jdk_version "$jdk")
        if [ "${version:-0}" -ge 21 ]; then
            JAVA_HOME=$jdk
            export JAVA_HOME
            return
        fi
    done

    echo "${0##*/}: install a JDK 21 or newer (none is in JAVA_HOME, on the PATH or in the usual folders for JVMs) or set JAVA_HOME to one" >&2
    exit 1
}

find_maven() {
    if ! command -v mvn > /dev/null; then
        echo "${0##*/}: install Maven 3.8 or newer (there is no mvn on the PATH)" >&2
        exit 1
    fi

    version=$(mvn -v 2>&1 | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%.*}
    if [ "${major:-0}" -lt 3 ] || { [ "$major" -eq 3 ] && [ "${minor:-0}" -lt 8 ]; }; then
        echo "${0##*/}: install Maven 3.8 or newer (the mvn on the PATH, $(command -v mvn), is ${version:-of unknown version})" >&2
        exit 1
    fi
}

find_jdk
find_maven
