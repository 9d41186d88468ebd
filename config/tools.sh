# Sourced by the scripts at the root of the repository: what finds Java and Maven, or ends the script with one line that says
# what to install, and what builds a module where it has to be.

# Prints the major version of the JDK in the folder $1, nothing if there is none (a JRE has no javac). Its file "release" tells it
# without the start of a JVM; not every JDK has one.
jdk_version() {
    if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' "$1/release" 2> /dev/null || true)
        echo "${version:-$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p')}"
    fi
}

# Prints the folder of the java on the PATH: the program itself knows it, whatever links or scripts lead to it.
java_home_of_path() {
    if command -v java > /dev/null; then
        java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
    fi
}

# Exports JAVA_HOME, a JDK 21 or newer.
find_jdk() {
    if [ "$(jdk_version "${JAVA_HOME:-}")" -ge 21 ] 2> /dev/null; then
        export JAVA_HOME
        return
    fi

    for jdk in "$(java_home_of_path)" /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* \
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

# Checks that there is a Maven 3.8 or newer.
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

# Builds the module $1 of the repository $2 where its jar $3 is missing or older than a source; every build writes the jar anew.
# Any further file is missed like the jar.
build_where_stale() {
    module=$1
    root=$2
    jar=$3
    stale=$(find "$root"/pom.xml "$root"/nifi-fer-* -name target -prune -o -type f -newer "$jar" -print 2> /dev/null | head -n 1)
    shift 2
    for file in "$@"; do
        [ -f "$file" ] || stale=$file
    done

    if [ -n "$stale" ]; then
        find_maven
        echo "Building, which takes some minutes the first time ..." >&2
        log=$(mktemp)
        trap 'rm -f "$log"' EXIT
        if ! (cd "$root" && mvn -B -ntp -DskipTests -Dcheckstyle.skip -pl "$module" -am package) > "$log" 2>&1; then
            cat "$log" >&2
            exit 1
        fi

        rm -f "$log"
        trap - EXIT
    fi
}
