/* Records what a process writes below one folder, and makes its writes fail on demand.
 *
 * Loaded by LD_PRELOAD. RECORD_FOLDER is the folder, RECORD_LOG the log (appended to, shared by all
 * processes), FAULTS_FILE a small mapped file by which a campaign switches faults on and off.
 * Each call and its line in the log happen under one lock, so that the log's order is the real one.
 * Only the databases' files are logged: *.db, *-wal, *-journal, *.part. A -shm is never on the disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FDS 65536

/* The same order as `benchmarks/faults/recorder.py` has. */
struct faults {
    volatile int64_t sync_error;  /* fsync and fdatasync fail with it */
    volatile int64_t write_error; /* every write fails with it */
    volatile int64_t open_error;  /* opening a file for writing fails with it */
    volatile int64_t pass;        /* so many calls succeed before the first one fails */
    volatile int64_t hits;        /* how many calls were made to fail */
    volatile int64_t is_small;    /* the disk has only so much room as `room` says */
    volatile int64_t room;        /* bytes by which files can still grow */
};

static struct faults none, *faults = &none;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static size_t folder_length;
static int log_fd = -1;
static char *names[MOST_FDS]; /* of each open descriptor: its path below the folder */

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_fallocate)(int, off_t, off_t);
static int (*real_statvfs)(const char *, struct statvfs *);

static void forget_lock(void) { pthread_mutex_init(&lock, NULL); }

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_fallocate = dlsym(RTLD_NEXT, "posix_fallocate");
    real_statvfs = dlsym(RTLD_NEXT, "statvfs");
    pthread_atfork(NULL, NULL, forget_lock);
    const char *given = getenv("RECORD_FOLDER"), *log = getenv("RECORD_LOG");
    const char *control = getenv("FAULTS_FILE");
    if (given == NULL || realpath(given, folder) == NULL) return;
    folder_length = strlen(folder);
    if (log != NULL) log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int fd = control == NULL ? -1 : real_open(control, O_RDWR | O_CLOEXEC);
    struct stat found;
    if (fd >= 0 && fstat(fd, &found) == 0 && found.st_size >= (off_t)sizeof none) {
        void *map = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED) faults = map;
    }
    if (fd >= 0) real_close(fd);
}

/* The part of a path below the folder, NULL when it is elsewhere. */
static const char *below(const char *path) {
    if (folder_length == 0 || path == NULL || strncmp(path, folder, folder_length)) return NULL;
    return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

static const char *name_of(int fd) { return fd >= 0 && fd < MOST_FDS ? names[fd] : NULL; }

static int ends_in(const char *name, const char *end) {
    size_t length = strlen(name), wanted = strlen(end);
    return length >= wanted && !strcmp(name + length - wanted, end);
}

static int is_logged(const char *name) {
    return ends_in(name, ".db") || ends_in(name, "-wal") || ends_in(name, "-journal") ||
           ends_in(name, ".part");
}

/* One record: kind, length of the name, offset, length of the data; name, data. */
static void note(char kind, const char *name, int64_t offset, const void *data, uint32_t length) {
    if (log_fd < 0 || name == NULL || !is_logged(name)) return;
    struct __attribute__((packed)) {
        char kind;
        uint16_t name_length;
        int64_t offset;
        uint32_t length;
    } head = {kind, (uint16_t)strlen(name), offset, length};
    struct iovec parts[] = {
        {&head, sizeof head}, {(void *)name, head.name_length}, {(void *)data, length}};
    if (writev(log_fd, parts, 3) < 0) abort(); /* a log with a hole would prove nothing */
}

static int hit(int64_t error) {
    if (error == 0) return 0;
    if (faults->pass > 0 && __sync_fetch_and_sub(&faults->pass, 1) > 0) return 0;
    __sync_fetch_and_add(&faults->hits, 1);
    errno = (int)error;
    return 1;
}

/* Whether a file may not become so long; takes the room that it needs, or gives some back. */
static int has_no_room(int fd, off_t length, int may_shrink) {
    struct stat found;
    if (!faults->is_small || fstat(fd, &found) != 0) return 0;
    int64_t more = length - found.st_size;
    if (more < 0 && !may_shrink) return 0;
    if (more > faults->room) {
        __sync_fetch_and_add(&faults->hits, 1);
        errno = ENOSPC;
        return 1;
    }
    __sync_fetch_and_sub(&faults->room, more);
    return 0;
}

static int write_fails(int fd, off_t offset, size_t count) {
    return hit(faults->write_error) || has_no_room(fd, offset + (off_t)count, 0);
}

static int open_any(const char *path, int flags, mode_t mode) {
    const char *name = below(path);
    if (name != NULL && (flags & O_ACCMODE) != O_RDONLY && hit(faults->open_error)) return -1;
    if (name == NULL) return real_open(path, flags, mode);
    pthread_mutex_lock(&lock);
    int is_new = (flags & O_TRUNC) || ((flags & O_CREAT) && access(path, F_OK) != 0);
    int fd = real_open(path, flags, mode);
    if (fd >= 0 && fd < MOST_FDS) {
        free(names[fd]);
        names[fd] = strdup(name);
        if (is_new) note('T', name, 0, "", 0);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE_OF(flags)                                     \
    mode_t mode = 0;                                       \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                 \
        va_list more;                                      \
        va_start(more, flags);                             \
        mode = va_arg(more, mode_t);                       \
        va_end(more);                                      \
    }

int open(const char *path, int flags, ...) { MODE_OF(flags) return open_any(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return open_any(path, flags, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MOST_FDS && names[fd] != NULL) {
        pthread_mutex_lock(&lock);
        free(names[fd]);
        names[fd] = NULL;
        pthread_mutex_unlock(&lock);
    }
    return real_close(fd);
}

static ssize_t write_at(int fd, const void *data, size_t count, off_t offset, int has_offset) {
    const char *name = name_of(fd);
    if (name == NULL)
        return has_offset ? real_pwrite(fd, data, count, offset) : real_write(fd, data, count);
    pthread_mutex_lock(&lock);
    if (!has_offset)
        offset = (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    ssize_t done = -1;
    if (!write_fails(fd, offset, count))
        done = has_offset ? real_pwrite(fd, data, count, offset) : real_write(fd, data, count);
    int error = errno;
    if (done > 0) note('W', name, offset, data, (uint32_t)done);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

ssize_t write(int fd, const void *data, size_t count) { return write_at(fd, data, count, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t count, off_t offset) {
    return write_at(fd, data, count, offset, 1);
}
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t offset) {
    return write_at(fd, data, count, offset, 1);
}

static int truncate_any(int fd, off_t size) {
    const char *name = name_of(fd);
    if (name == NULL) return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    int done = hit(faults->write_error) || has_no_room(fd, size, 1) ? -1 : real_ftruncate(fd, size);
    int error = errno;
    if (done == 0) note('T', name, size, "", 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

int ftruncate(int fd, off_t size) { return truncate_any(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncate_any(fd, size); }

static int sync_any(int fd, int (*really)(int)) {
    const char *name = name_of(fd);
    if (name == NULL) return really(fd);
    pthread_mutex_lock(&lock);
    int done = hit(faults->sync_error) ? -1 : really(fd);
    int error = errno;
    note(done == 0 ? 'S' : 'F', name, 0, "", 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

int fsync(int fd) { return sync_any(fd, real_fsync); }
int fdatasync(int fd) { return sync_any(fd, real_fdatasync); }

int truncate(const char *path, off_t size) {
    int fd = open_any(path, O_WRONLY, 0);
    if (fd < 0) return -1;
    int done = truncate_any(fd, size), error = errno;
    close(fd);
    errno = error;
    return done;
}
int truncate64(const char *path, off64_t size) { return truncate(path, size); }

int posix_fallocate(int fd, off_t offset, off_t length) {
    if (name_of(fd) != NULL && has_no_room(fd, offset + length, 0)) return ENOSPC;
    return real_fallocate(fd, offset, length);
}
int posix_fallocate64(int fd, off64_t offset, off64_t length) {
    return posix_fallocate(fd, offset, length);
}

int rename(const char *from, const char *to) {
    const char *before = below(from), *after = below(to);
    if (before == NULL || after == NULL) return real_rename(from, to);
    pthread_mutex_lock(&lock);
    int done = real_rename(from, to);
    int error = errno;
    if (done == 0) note('R', before, 0, after, (uint32_t)strlen(after));
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

int unlink(const char *path) {
    const char *name = below(path);
    if (name == NULL) return real_unlink(path);
    pthread_mutex_lock(&lock);
    struct stat found;
    int64_t freed = faults->is_small && lstat(path, &found) == 0 ? found.st_size : 0;
    int done = real_unlink(path);
    int error = errno;
    if (done == 0) __sync_fetch_and_add(&faults->room, freed);
    if (done == 0) note('U', name, 0, "", 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

int statvfs(const char *path, struct statvfs *found) {
    int done = real_statvfs(path, found);
    if (done == 0 && faults->is_small && below(path) == NULL && strcmp(path, folder)) return done;
    if (done == 0 && faults->is_small)
        found->f_bavail = found->f_bfree = (fsblkcnt_t)(faults->room / (int64_t)found->f_frsize);
    return done;
}
int statvfs64(const char *path, struct statvfs64 *found) {
    return statvfs(path, (struct statvfs *)found);
}
