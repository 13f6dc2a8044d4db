/*
 * Debian 13 packages by what a compiler, a linker or an import asks for. A row is here because the package's file list
 * (packages.debian.org, contents of trixie) holds that file.
 */
const HEADERS: readonly (readonly [missing: RegExp, packages: string])[] = [
  [/cgraph\.h|graphviz\//, 'libgraphviz-dev'],
  [/libpq-fe\.h|pg_config/, 'libpq-dev'],
  [/mysql\.h|mysql_config|mariadb_config|mysqlclient/, 'libmariadb-dev pkg-config'],
  [/libxml\/|xml2-config|libxml2/, 'libxml2-dev libxslt1-dev'],
  [/xslt-config/, 'libxslt1-dev'],
  [/xmlsec/, 'libxmlsec1-dev pkg-config'],
  [/ffi\.h|libffi/, 'libffi-dev'],
  [/openssl\//, 'libssl-dev'],
  [/ldap\.h|lber\.h/, 'libldap-dev'],
  [/sasl\.h/, 'libsasl2-dev'],
  [/portaudio\.h/, 'portaudio19-dev'],
  [/cairo/, 'libcairo2-dev pkg-config'],
  [/\bsql(?:ext)?\.h/, 'unixodbc-dev'],
  [/sys\/acl\.h|acl\/libacl\.h/, 'libacl1-dev'],
  [/snappy/, 'libsnappy-dev'],
  [/curl-config|curl\/curl\.h/, 'libcurl4-openssl-dev libssl-dev'],
  [/jpeglib\.h/, 'libjpeg-dev'],
  [/zlib\.h/, 'zlib1g-dev'],
  [/gdal-config|gdal\.h/, 'libgdal-dev'],
  [/zbar\.h/, 'libzbar-dev'],
  [/krb5-config|gssapi/, 'libkrb5-dev'],
  [/memcached/, 'libmemcached-dev zlib1g-dev'],
  [/rdkafka/, 'librdkafka-dev'],
  [/sqlite3\.h/, 'libsqlite3-dev'],
  [/gmp\.h/, 'libgmp-dev'],
  [/hdf5\.h/, 'libhdf5-dev'],
  [/geos_c\.h|geos-config/, 'libgeos-dev'],
  [/cups\//, 'libcups2-dev'],
  [/winscard\.h|wintypes\.h/, 'libpcsclite-dev'],
  [/rustc|cargo/, 'cargo'],
  [/\bg\+\+|c\+\+/, 'g++'],
  [/cmake/i, 'cmake'],
  [/gfortran/, 'gfortran'],
  [/pkg-config/, 'pkg-config'],
];

/** Development packages of what a Python package is known to link, asked for before the compiler could say it. */
const LINKED: Readonly<Record<string, string>> = {
  mysqlclient: 'libmariadb-dev pkg-config',
  psycopg2: 'libpq-dev',
  'psycopg-c': 'libpq-dev',
  pyaudio: 'portaudio19-dev',
  pylibacl: 'libacl1-dev',
  pycairo: 'libcairo2-dev pkg-config',
  pycurl: 'libcurl4-openssl-dev libssl-dev',
  pygraphviz: 'libgraphviz-dev',
  pylibmc: 'libmemcached-dev zlib1g-dev',
  pyodbc: 'unixodbc-dev',
  pyscard: 'libpcsclite-dev swig',
  'python-ldap': 'libldap-dev libsasl2-dev',
  'python-snappy': 'libsnappy-dev',
  xmlsec: 'libxmlsec1-dev pkg-config',
};

const LIBRARIES: Readonly<Record<string, string>> = {
  'libGL.so.1': 'libgl1',
  'libSM.so.6': 'libsm6',
  'libXext.so.6': 'libxext6',
  'libXrender.so.1': 'libxrender1',
  'libcairo.so.2': 'libcairo2',
  'libcurl.so.4': 'libcurl4',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgomp.so.1': 'libgomp1',
  'libgthread-2.0.so.0': 'libglib2.0-0',
  'libldap.so.2': 'libldap2',
  'libmagic.so.1': 'libmagic1',
  'libmariadb.so.3': 'libmariadb3',
  'libmemcached.so.11': 'libmemcached11',
  'libodbc.so.2': 'unixodbc',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libportaudio.so.2': 'libportaudio2',
  'libpq.so.5': 'libpq5',
  'libsndfile.so.1': 'libsndfile1',
  'libxcb.so.1': 'libxcb1',
  'libxml2.so.2': 'libxml2',
  'libzbar.so.0': 'libzbar0',
};

/** Debian packages, in order and once each, that a compilation of `name` needs, from the line that says what it lacks. */
export function developmentPackages(name: string, lacks: string): readonly string[] {
  const named = HEADERS.filter(([missing]) => missing.test(lacks)).flatMap(([, packages]) => packages.split(' '));
  const linked = LINKED[name.toLowerCase().replaceAll(/[-_.]+/g, '-')]?.split(' ') ?? [];
  return [...new Set(['gcc', 'libc6-dev', ...named, ...linked])].sort((a, b) => (a < b ? -1 : 1));
}

/** The Debian package that holds a shared library; undefined for one that the table does not know. */
export function libraryPackage(library: string): string | undefined {
  return LIBRARIES[library];
}
