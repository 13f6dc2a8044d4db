/*
 * Packages with native code. `wheels` gives, for Python 3.10 to 3.14 in this order, the first version that offers a
 * manylinux x86_64 wheel, `-` where none does; a version of another major counts against the entry of its own major
 * where two are given (`1.10.13 2.4.0`). Kept on the safe side: a version too high costs a compiler in the build stage,
 * one too low a failed build.
 * Written by hand; `npm run wheels -- NAME…` holds rows against the index.
 */
export interface Native {
  readonly wheels?: string;
  /** Debian (trixie) packages beside the compiler that its source needs. */
  readonly build?: readonly string[];
  /** Debian packages that what was compiled loads at run time. */
  readonly run?: readonly string[];
  /** Needs the Rust compiler. */
  readonly rust?: true;
  /** There is no source to compile, or its build is out of reach: only another Python helps. */
  readonly only?: true;
}

/** No row: the package is pure Python, works without its compiled part, or has wheels for every Python 3 (abi3). */
export const NATIVE: Readonly<Record<string, Native>> = {
  aiohttp: { wheels: '3.8.0 | 3.8.4 | 3.9.0 | 3.10.10 | 3.13.0' },
  aiokafka: { wheels: '0.8.0 | 0.8.0 | 0.10.0 | 0.12.0 | 0.13.0', build: ['zlib1g-dev'] },
  annoy: {},
  asyncmy: { wheels: '0.2.5 | 0.2.7 | 0.2.9 | 0.2.10 | 0.2.11' },
  asyncpg: { wheels: '0.25.0 | 0.27.0 | 0.29.0 | 0.30.0 | 0.31.0' },
  bjoern: { build: ['libev-dev'], run: ['libev4t64'] },
  brotli: { wheels: '1.0.9 | 1.1.0 | 1.1.0 | 1.1.0 | 1.2.0' },
  cchardet: { wheels: '- | - | - | - | -' },
  cffi: { wheels: '1.15.0 | 1.15.1 | 1.16.0 | 1.17.0 | 2.0.0', build: ['libffi-dev'], run: ['libffi8'] },
  'confluent-kafka': {
    wheels: '1.8.2 | 2.0.2 | 2.4.0 | 2.6.1 | 2.12.0',
    build: ['librdkafka-dev'],
    run: ['librdkafka1'],
  },
  'cx-oracle': { wheels: '8.3.0 | - | - | - | -' },
  'dependency-injector': { wheels: '4.38.0 | 4.41.0 | 4.42.0 | 4.45.0 | 4.48.0' },
  editdistance: { wheels: '0.6.1 | 0.6.2 | 0.8.1 | 0.8.1 | -' },
  'faiss-cpu': { wheels: '1.7.2 | 1.7.3 | 1.8.0 | 1.9.0 | 1.13.0', only: true },
  fasttext: {},
  frozenlist: { wheels: '1.2.0 | 1.3.3 | 1.4.1 | 1.5.0 | 1.8.0' },
  gdal: { build: ['libgdal-dev'], run: ['gdal-bin'] },
  gevent: { wheels: '21.12.0 | 22.10.2 | 23.9.1 | 24.10.2 | 25.9.1', build: ['libffi-dev', 'make'] },
  greenlet: { wheels: '1.1.2 | 2.0.1 | 3.0.0 | 3.1.0 | 3.2.4' },
  grpcio: { wheels: '1.42.0 | 1.49.1 | 1.59.0 | 1.66.2 | 1.75.1' },
  'grpcio-tools': { wheels: '1.42.0 | 1.49.1 | 1.59.0 | 1.66.2 | 1.75.1' },
  gssapi: { build: ['libkrb5-dev'], run: ['libgssapi-krb5-2'] },
  h5py: {
    wheels: '3.6.0 | 3.8.0 | 3.10.0 | 3.12.1 | 3.15.0',
    build: ['libhdf5-dev', 'pkg-config'],
    run: ['libhdf5-310'],
  },
  hiredis: { wheels: '2.1.0 | 2.1.0 | 2.3.0 | 3.1.0 | 3.3.0' },
  hnswlib: {},
  'chroma-hnswlib': { wheels: '0.7.3 | 0.7.3 | 0.7.5 | - | -' },
  httptools: { wheels: '0.4.0 | 0.5.0 | 0.6.1 | 0.6.4 | 0.7.1' },
  jiter: { wheels: '0.1.0 | 0.1.0 | 0.1.0 | 0.6.0 | 0.11.0', rust: true },
  levenshtein: { wheels: '0.16.0 | 0.20.8 | 0.23.0 | 0.26.0 | 0.27.3' },
  lxml: {
    wheels: '4.7.1 | 4.9.2 | 4.9.3 | 5.3.0 | 6.0.1',
    build: ['libxml2-dev', 'libxslt1-dev'],
    run: ['libxml2', 'libxslt1.1'],
  },
  lz4: { wheels: '4.0.0 | 4.3.2 | 4.3.3 | 4.4.0 | 4.4.5' },
  mariadb: { build: ['libmariadb-dev'], run: ['libmariadb3'] },
  matplotlib: { wheels: '3.5.0 | 3.6.2 | 3.8.0 | 3.9.2 | 3.10.6' },
  mmh3: { wheels: '3.1.0 | 3.1.0 | 4.0.1 | 5.0.0 | 5.2.0' },
  msgpack: { wheels: '1.0.3 | 1.0.5 | 1.0.7 | 1.1.0 | 1.1.2' },
  multidict: { wheels: '5.2.0 | 6.0.3 | 6.0.5 | 6.1.0 | 6.7.0' },
  mysqlclient: { build: ['libmariadb-dev', 'pkg-config'], run: ['libmariadb3'] },
  netifaces: {},
  numexpr: { wheels: '2.8.1 | 2.8.4 | 2.8.7 | 2.10.2 | 2.13.1' },
  numpy: { wheels: '1.21.3 | 1.23.2 | 1.26.0 | 2.1.0 | 2.3.2' },
  onnxruntime: { wheels: '1.11.0 | 1.15.0 | 1.17.0 | 1.20.0 | -', only: true },
  oracledb: { wheels: '1.0.0 | 1.2.1 | 2.0.0 | 2.5.1 | 3.4.0' },
  orjson: { wheels: '3.6.5 | 3.8.2 | 3.9.8 | 3.10.7 | 3.11.3', rust: true },
  ormsgpack: { wheels: '1.2.0 | 1.2.4 | 1.4.0 | 1.6.0 | 1.11.0', rust: true },
  pandas: { wheels: '1.3.3 | 1.5.1 | 2.1.1 | 2.2.3 | 2.3.3' },
  pillow: {
    wheels: '8.4.0 | 9.3.0 | 10.1.0 | 10.4.0 | 12.0.0',
    build: ['libfreetype-dev', 'libjpeg62-turbo-dev', 'zlib1g-dev'],
    run: ['libfreetype6', 'libjpeg62-turbo'],
  },
  psutil: { wheels: '5.9.0 | 5.9.5 | 5.9.5 | 5.9.5 | 5.9.5' },
  psycopg2: { build: ['libpq-dev'], run: ['libpq5'] },
  'psycopg2-binary': { wheels: '2.9.2 | 2.9.5 | 2.9.9 | 2.9.10 | 2.9.11', build: ['libpq-dev'], run: ['libpq5'] },
  'psycopg-binary': { wheels: '3.0.2 | 3.1.4 | 3.1.12 | 3.2.3 | 3.2.10', only: true },
  'psycopg-c': { build: ['libpq-dev'], run: ['libpq5'] },
  pyarrow: { wheels: '6.0.1 | 10.0.1 | 14.0.0 | 18.0.0 | 22.0.0', only: true },
  pyaudio: { build: ['portaudio19-dev'], run: ['libportaudio2'] },
  pycairo: { build: ['libcairo2-dev', 'pkg-config'], run: ['libcairo2'] },
  pycurl: {
    wheels: '7.45.3 | 7.45.3 | 7.45.3 | 7.45.6 | -',
    build: ['libcurl4-openssl-dev', 'libssl-dev'],
    run: ['libcurl4t64'],
  },
  pydantic: { wheels: '1.9.0 2.0.0 | 1.10.2 2.0.0 | 1.10.13 2.4.0 | 1.10.19 2.8.0 | 2.12.0', rust: true },
  'pydantic-core': { wheels: '2.0.0 | 2.0.0 | 2.6.0 | 2.20.0 | 2.41.1', rust: true },
  pygraphviz: { build: ['libgraphviz-dev', 'pkg-config'], run: ['graphviz'] },
  pyicu: { build: ['libicu-dev', 'pkg-config'], run: ['libicu76'] },
  pylibmc: { build: ['libmemcached-dev', 'zlib1g-dev'], run: ['libmemcached11t64'] },
  pymssql: {
    wheels: '2.2.3 | 2.2.8 | 2.3.0 | 2.3.2 | 2.3.8',
    build: ['freetds-dev', 'libkrb5-dev'],
    run: ['libsybdb5'],
  },
  pyodbc: { wheels: '4.0.34 | 4.0.35 | 5.0.1 | 5.2.0 | 5.3.0', build: ['unixodbc-dev'], run: ['unixodbc'] },
  'python-ldap': { build: ['libldap-dev', 'libsasl2-dev'], run: ['libldap2', 'libsasl2-2'] },
  'python-levenshtein': { wheels: '0.16.0 | 0.20.8 | 0.20.8 | 0.20.8 | 0.20.8' },
  'python-snappy': { wheels: '0.6.1 | 0.7.0 | 0.7.0 | 0.7.0 | 0.7.0', build: ['libsnappy-dev'], run: ['libsnappy1v5'] },
  pyyaml: { wheels: '6.0 | 6.0 | 6.0.1 | 6.0.2 | 6.0.3' },
  pyzmq: { wheels: '22.3.0 | 24.0.1 | 25.1.1 | 26.2.0 | 27.1.0', build: ['libzmq3-dev'], run: ['libzmq5'] },
  rapidfuzz: { wheels: '1.8.3 | 2.12.0 | 3.3.1 | 3.10.0 | 3.14.1' },
  regex: { wheels: '2021.11.10 | 2022.10.31 | 2023.10.3 | 2024.9.11 | 2025.9.18' },
  'rpds-py': { wheels: '0.7.0 | 0.7.0 | 0.10.0 | 0.20.0 | 0.27.1', rust: true },
  'ruamel-yaml-clib': { wheels: '0.2.6 | 0.2.7 | 0.2.8 | 0.2.12 | 0.2.14' },
  safetensors: { wheels: '0.3.0 | 0.3.0 | 0.4.0 | 0.4.4 | 0.5.0', rust: true },
  'scikit-learn': { wheels: '1.0.2 | 1.1.3 | 1.3.2 | 1.5.2 | 1.7.2' },
  scipy: { wheels: '1.7.2 | 1.9.2 | 1.11.3 | 1.14.1 | 1.16.1' },
  sentencepiece: { wheels: '0.1.97 | 0.1.99 | 0.2.0 | 0.2.1 | 0.2.1', only: true },
  setproctitle: { wheels: '1.3.0 | 1.3.2 | 1.3.3 | 1.3.4 | 1.3.7' },
  shapely: { wheels: '1.8.0 | 1.8.5 | 2.0.2 | 2.0.7 | 2.1.2', build: ['libgeos-dev'], run: ['libgeos-c1t64'] },
  spacy: { wheels: '3.2.0 | 3.5.0 | 3.7.2 | 3.8.7 | 3.8.11' },
  'systemd-python': { build: ['libsystemd-dev', 'pkg-config'], run: ['libsystemd0'] },
  tiktoken: { wheels: '0.3.0 | 0.3.0 | 0.5.2 | 0.8.0 | 0.12.0', rust: true },
  tokenizers: { wheels: '0.12.0 | 0.13.2 | 0.15.0 | 0.20.1 | 0.21.0', rust: true },
  torch: { wheels: '1.11.0 | 2.0.0 | 2.2.0 | 2.5.0 | 2.9.0', only: true },
  ujson: { wheels: '5.1.0 | 5.5.0 | 5.8.0 | 5.10.0 | 5.11.0' },
  uvloop: { wheels: '0.16.0 | 0.17.0 | 0.18.0 | 0.21.0 | 0.22.1', build: ['make'] },
  uwsgi: { build: ['libpcre2-dev'], run: ['libpcre2-8-0'] },
  watchfiles: { wheels: '0.13.0 | 0.13.0 | 0.20.0 | 0.24.0 | 1.1.1', rust: true },
  xmlsec: {
    wheels: '1.3.13 | 1.3.14 | 1.3.14 | 1.3.15 | 1.3.17',
    build: ['libxmlsec1-dev', 'pkg-config'],
    run: ['libxmlsec1t64-openssl'],
  },
  xxhash: { wheels: '3.0.0 | 3.2.0 | 3.4.1 | 3.5.0 | 3.6.0' },
  yarl: { wheels: '1.7.0 | 1.8.2 | 1.9.4 | 1.13.0 | 1.22.0' },
  zstandard: { wheels: '0.16.0 | 0.19.0 | 0.22.0 | 0.23.0 | 0.25.0' },
};
