/*
 * Debian 13 (trixie) packages that Python packages need while they run and their wheels do not bring along. A row is
 * here because the project's own installation page, or the missing library in its import error, says so. Wheels that
 * bundle their libraries (psycopg2-binary, lxml, pillow, opencv-python-headless) need none.
 */
export interface SystemNeed {
  readonly packages: readonly string[];
  readonly reason: string;
  /** Needed only where the service itself asks for the package: most others that depend on it never run the program. */
  readonly whenDirect?: true;
}

const opencv: SystemNeed = {
  packages: ['libgl1', 'libglib2.0-0'],
  reason: 'import cv2 loads libGL.so.1 and libgthread-2.0.so.0; the headless build needs neither',
};
const pango: SystemNeed = {
  packages: ['libharfbuzz-subset0', 'libpango-1.0-0', 'libpangoft2-1.0-0'],
  reason: 'loads Pango and HarfBuzz through cffi: doc.courtbouillon.org/weasyprint, first steps',
};
const magic: SystemNeed = { packages: ['libmagic1'], reason: 'a wrapper of libmagic.so.1 without a copy of it' };
const mariadb: SystemNeed = { packages: ['libmariadb3'], reason: 'built against the MariaDB client library' };
const ffmpeg: SystemNeed = { packages: ['ffmpeg'], reason: 'runs the ffmpeg program', whenDirect: true };
const poppler: SystemNeed = { packages: ['poppler-utils'], reason: 'runs pdftoppm and pdfinfo' };
const tesseract: SystemNeed = { packages: ['tesseract-ocr'], reason: 'runs the tesseract program' };
const odbc: SystemNeed = { packages: ['unixodbc'], reason: 'loads libodbc.so.2' };
const gdal: SystemNeed = { packages: ['gdal-bin'], reason: 'loads libgdal, GEOS and PROJ through ctypes' };
const graphviz: SystemNeed = { packages: ['graphviz'], reason: 'runs the dot program', whenDirect: true };

export const SYSTEM_NEEDS: Readonly<Record<string, SystemNeed>> = {
  'django-weasyprint': pango,
  'ffmpeg-python': ffmpeg,
  'mysql-python': mariadb,
  'opencv-contrib-python': opencv,
  'opencv-python': opencv,
  'openai-whisper': ffmpeg,
  pdf2image: poppler,
  psycopg2: { packages: ['libpq5'], reason: 'built against libpq; psycopg2-binary would bring its own' },
  'psycopg-c': { packages: ['libpq5'], reason: 'built against libpq' },
  pyaudio: { packages: ['libportaudio2'], reason: 'built against PortAudio' },
  pycurl: { packages: ['libcurl4'], reason: 'its source build links the system libcurl' },
  pydub: ffmpeg,
  pygraphviz: { packages: ['graphviz', 'libgraphviz-dev'], reason: 'links libcgraph and runs dot' },
  pyodbc: odbc,
  aioodbc: odbc,
  pypandoc: { packages: ['pandoc'], reason: 'runs the pandoc program; pypandoc-binary brings it' },
  pytesseract: tesseract,
  'python-ldap': { packages: ['libldap2', 'libsasl2-2'], reason: 'built against OpenLDAP and SASL' },
  'python-magic': magic,
  pyzbar: { packages: ['libzbar0'], reason: 'loads libzbar.so.0 through ctypes' },
  sounddevice: {
    packages: ['libportaudio2'],
    reason: 'loads PortAudio through cffi; only its Windows and macOS wheels bring it',
  },
  soundfile: { packages: ['libsndfile1'], reason: 'the pure-Python wheel loads libsndfile.so.1' },
  tesserocr: tesseract,
  unstructured: magic,
  weasyprint: pango,
  xmlsec: {
    packages: ['libxmlsec1t64-openssl'],
    reason: 'links the system XML Security library when built from source',
  },
  cairosvg: { packages: ['libcairo2'], reason: 'cairocffi loads libcairo.so.2' },
  cairocffi: { packages: ['libcairo2'], reason: 'loads libcairo.so.2' },
  pycairo: { packages: ['libcairo2'], reason: 'built against libcairo' },
  mysqlclient: mariadb,
  mariadb: mariadb,
  gdal: gdal,
  'gevent-psycopg2': { packages: ['libpq5'], reason: 'drives psycopg2' },
  graphviz: graphviz,
  pydot: graphviz,
  'python-barcode-zbar': { packages: ['libzbar0'], reason: 'loads libzbar.so.0' },
  'camelot-py': { packages: ['ghostscript', 'libgl1', 'libglib2.0-0'], reason: 'runs Ghostscript and imports cv2' },
  moviepy: ffmpeg,
  'yt-dlp': ffmpeg,
  gitpython: { packages: ['git'], reason: 'runs the git program at import', whenDirect: true },
  'python-snappy': { packages: ['libsnappy1v5'], reason: 'releases before 0.7 are built against libsnappy' },
  plyvel: { packages: ['libleveldb1d'], reason: 'built against LevelDB where no wheel fits' },
  pylibdmtx: { packages: ['libdmtx0t64'], reason: 'loads libdmtx.so.0 through ctypes' },
  pyenchant: {
    packages: ['libenchant-2-2'],
    reason: 'loads libenchant-2 through ctypes; only other systems have it in the wheel',
  },
  opuslib: { packages: ['libopus0'], reason: 'loads libopus through ctypes' },
  pyexiftool: { packages: ['libimage-exiftool-perl'], reason: 'runs the exiftool program' },
  pymediainfo: { packages: ['libmediainfo0v5'], reason: 'the source release loads libmediainfo', whenDirect: true },
  wand: {
    packages: ['libmagickwand-7.q16-10'],
    reason: 'loads MagickWand through ctypes: docs.wand-py.org, installation',
  },
  pyvips: { packages: ['libvips42t64'], reason: 'loads libvips; pyvips-binary would bring its own', whenDirect: true },
  pymssql: { packages: ['libsybdb5'], reason: 'source builds link FreeTDS', whenDirect: true },
  textract: { packages: ['antiword', 'poppler-utils', 'tesseract-ocr'], reason: 'runs these programs on documents' },
  'tabula-py': { packages: ['default-jre-headless'], reason: 'runs a Java program' },
  pyspark: { packages: ['default-jre-headless'], reason: 'starts a Java virtual machine' },
  'language-tool-python': { packages: ['default-jre-headless'], reason: 'runs a Java server', whenDirect: true },
  pyusb: { packages: ['libusb-1.0-0'], reason: 'loads libusb through ctypes' },
  'python-nmap': { packages: ['nmap'], reason: 'runs the nmap program' },
  pyttsx3: { packages: ['espeak-ng'], reason: 'loads libespeak-ng on Linux' },
  sox: { packages: ['sox'], reason: 'runs the sox program' },
  pygobject: { packages: ['libgirepository-2.0-0'], reason: 'built against GObject introspection' },
  pycups: { packages: ['libcups2t64'], reason: 'built against CUPS' },
  gssapi: { packages: ['libgssapi-krb5-2'], reason: 'its source build links Kerberos' },
  lightgbm: { packages: ['libgomp1'], reason: 'the wheel loads libgomp.so.1 of the system: its installation guide' },
  ocrmypdf: { packages: ['ghostscript', 'tesseract-ocr'], reason: 'runs both programs' },
};

/** What a build package leaves needed at run time; an empty list where nothing is. */
export const RUNTIME_OF: Readonly<Record<string, readonly string[]>> = {
  'default-libmysqlclient-dev': ['libmariadb3'],
  'libmariadb-dev': ['libmariadb3'],
  'libmariadb-dev-compat': ['libmariadb3'],
  'libmysqlclient-dev': ['libmariadb3'],
  'libpq-dev': ['libpq5'],
  'libmagic-dev': ['libmagic1'],
  'libxml2-dev': ['libxml2'],
  'libxslt1-dev': ['libxslt1.1'],
  'libxslt-dev': ['libxslt1.1'],
  'libjpeg-dev': ['libjpeg62-turbo'],
  'libjpeg62-turbo-dev': ['libjpeg62-turbo'],
  'zlib1g-dev': ['zlib1g'],
  'libffi-dev': ['libffi8'],
  'libssl-dev': ['libssl3'],
  'libcairo2-dev': ['libcairo2'],
  'libpango1.0-dev': ['libpango-1.0-0', 'libpangocairo-1.0-0'],
  'libcurl4-openssl-dev': ['libcurl4'],
  'libldap2-dev': ['libldap2'],
  'libsasl2-dev': ['libsasl2-2'],
  'libxmlsec1-dev': ['libxmlsec1t64-openssl'],
  'unixodbc-dev': ['unixodbc'],
  'portaudio19-dev': ['libportaudio2'],
  'libsndfile1-dev': ['libsndfile1'],
  'libgdal-dev': ['gdal-bin'],
  'libpcre2-dev': ['libpcre2-8-0'],
  'libpcre3-dev': ['libpcre2-8-0'],
  'libzbar-dev': ['libzbar0'],
  'libgl1-mesa-dev': ['libgl1'],
  'libkrb5-dev': ['libgssapi-krb5-2'],
  'freetds-dev': ['libsybdb5'],
  'libsnappy-dev': ['libsnappy1v5'],
  'libgmp-dev': ['libgmp10'],
  'libusb-1.0-0-dev': ['libusb-1.0-0'],
  'libopenblas-dev': ['libopenblas0'],
};

/** Compilers, shells' conveniences and what only the old image's own plumbing used. */
export const NOT_NEEDED =
  /^(?:build-essential|gcc|g\+\+|clang|make|cmake|pkg-config|pkgconf|cargo|rustc|curl|wget|vim|nano|less|htop|gnupg\d?|lsb-release|apt-transport-https|software-properties-common|apt-utils|ca-certificates|sudo|iproute2|unzip|zip|xz-utils|bzip2|procps|iputils-ping|dnsutils|net-tools|netcat.*|telnet|tini|dumb-init|gosu|supervisor|nginx|cron|locales|tzdata|jq|bash|openssh-client|openssl|rsync|strace|gdb|git-lfs|dialog|debconf|man-db|nodejs|npm|yarn|python3?|python3?[.\d]*-(?:dev|pip|venv|setuptools|wheel|distutils|full)|python3\.\d+|pipx?|musl-dev|linux-headers.*|autoconf|automake|libtool|swig|gfortran|patchelf|ninja-build|postgresql(?:-client|-server|-\d+)?.*|mysql-server|redis-server|media-types|bash-completion|default-mysql-client|redis-tools|.*-dbg)$/;
