/* Stands between the service and its disk (LD_PRELOAD): records what reaches the disk and when answers leave, and fails calls on demand. */
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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* The same numbers as in disk.ts. */
enum { CREATE = 1, WRITE, SYNC, TRUNCATE, UNLINK, ANSWER };
#define ANSWER_BYTES 2048

/* What is to fail, shared with the test. */
struct control {
  volatile int32_t op;        /* WRITE, SYNC or TRUNCATE; 0: nothing */
  volatile int32_t countdown; /* the call that fails: 1 is the next */
  volatile int32_t error;     /* its errno */
  volatile int32_t lasts;     /* whether those after it fail too */
  volatile int32_t target;    /* 0: any file, 1: the database, 2: its log (-wal) */
  volatile int32_t failed;    /* how many did */
};

struct header {
  uint32_t op;
  uint32_t path_length;
  uint32_t data_length;
  uint32_t unused;
  uint64_t inode;
  uint64_t offset;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *file;
static char folder[PATH_MAX];
static int log_fd = -1;
static struct control *control;

static int (*real_open)(const char *, int, ...);
static int (*real_unlink)(const char *);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off64_t);

__attribute__((constructor)) static void begin(void) {
  real_open = dlsym(RTLD_NEXT, "open64");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_writev = dlsym(RTLD_NEXT, "writev");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  file = getenv("DISK_FILE");
  if (!file) return;
  snprintf(folder, sizeof folder, "%s", file);
  char *slash = strrchr(folder, '/');
  if (slash) *slash = 0;
  const char *log = getenv("DISK_LOG");
  if (log) log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *shared = getenv("DISK_CONTROL");
  if (shared) {
    int fd = real_open(shared, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
      void *at = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (at != MAP_FAILED) control = at;
      close(fd);
    }
  }
}

/* 1: the database, 2: its log, 3: another file beside them, 4: the folder, 0: none of these. */
static int kind_of(const char *path) {
  if (!file) return 0;
  if (strcmp(path, folder) == 0) return 4;
  size_t length = strlen(file);
  if (strncmp(path, file, length) != 0) return 0;
  if (path[length] == 0) return 1;
  if (strcmp(path + length, "-wal") == 0) return 2;
  return strcmp(path + length, "-shm") == 0 ? 0 : strcmp(path + length, "-journal") == 0 ? 3 : 0;
}

static int kind_of_fd(int fd, char *path) {
  if (!file) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  char *deleted = strstr(path, " (deleted)");
  if (deleted) *deleted = 0;
  return kind_of(path);
}

static void record(uint32_t op, const char *path, uint64_t inode, uint64_t offset, const void *data, size_t length) {
  if (log_fd < 0) return;
  struct header header = {op, (uint32_t)strlen(path), (uint32_t)length, 0, inode, offset};
  struct iovec parts[] = {{&header, sizeof header}, {(void *)path, header.path_length}, {(void *)data, length}};
  if (syscall(SYS_writev, log_fd, parts, 3) < 0) abort();
}

static uint64_t inode_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

/* Whether this call is one that is to fail; errno is then set. */
static int fails(int op, int kind) {
  if (!control || control->op != op || kind > 3) return 0;
  if (control->target && control->target != kind) return 0;
  if (control->countdown > 1) {
    control->countdown -= 1;
    return 0;
  }
  if (control->countdown < 1 && !control->lasts) return 0;
  control->countdown = 0;
  control->failed += 1;
  errno = control->error;
  return 1;
}

static int opened(const char *path, int flags, mode_t mode) {
  if (!(flags & O_CREAT) || !kind_of(path)) return real_open(path, flags, mode);
  pthread_mutex_lock(&lock);
  int is_there = access(path, F_OK) == 0;
  int fd = real_open(path, flags, mode);
  int error = errno;
  if (fd >= 0 && !is_there) record(CREATE, path, inode_of(fd), 0, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return fd;
}

int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return opened(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return opened(path, flags, mode);
}

int unlink(const char *path) {
  if (!kind_of(path)) return real_unlink(path);
  pthread_mutex_lock(&lock);
  struct stat status;
  uint64_t inode = stat(path, &status) == 0 ? status.st_ino : 0;
  int result = real_unlink(path);
  int error = errno;
  if (result == 0) record(UNLINK, path, inode, 0, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

static ssize_t written(int fd, const void *data, size_t length, off64_t offset) {
  char path[PATH_MAX];
  int kind = kind_of_fd(fd, path);
  if (!kind) return real_pwrite(fd, data, length, offset);
  pthread_mutex_lock(&lock);
  ssize_t result = fails(WRITE, kind) ? -1 : real_pwrite(fd, data, length, offset);
  int error = errno;
  if (result > 0) record(WRITE, path, inode_of(fd), (uint64_t)offset, data, (size_t)result);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return written(fd, data, length, offset); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return written(fd, data, length, offset); }

static int synced(int fd, int (*real)(int)) {
  char path[PATH_MAX];
  int kind = kind_of_fd(fd, path);
  if (!kind) return real(fd);
  pthread_mutex_lock(&lock);
  int result = fails(SYNC, kind) ? -1 : real(fd);
  int error = errno;
  if (result == 0) record(SYNC, path, inode_of(fd), 0, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

static int truncated(int fd, off64_t length) {
  char path[PATH_MAX];
  int kind = kind_of_fd(fd, path);
  if (!kind) return real_ftruncate(fd, length);
  pthread_mutex_lock(&lock);
  int result = fails(TRUNCATE, kind) ? -1 : real_ftruncate(fd, length);
  int error = errno;
  if (result == 0) record(TRUNCATE, path, inode_of(fd), (uint64_t)length, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int ftruncate64(int fd, off64_t length) { return truncated(fd, length); }
int ftruncate(int fd, off_t length) { return truncated(fd, length); }

/* An answer is recorded before it leaves: whoever reads it may take what is then on the disk for all there is. */
static void answered(int fd, const struct iovec *parts, int count) {
  if (log_fd < 0 || count < 1 || parts[0].iov_len < 9 || memcmp(parts[0].iov_base, "HTTP/1.1 ", 9) != 0) return;
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  size_t length = parts[0].iov_len < ANSWER_BYTES ? parts[0].iov_len : ANSWER_BYTES;
  pthread_mutex_lock(&lock);
  record(ANSWER, "", 0, 0, parts[0].iov_base, length);
  pthread_mutex_unlock(&lock);
}

ssize_t write(int fd, const void *data, size_t length) {
  struct iovec part = {(void *)data, length};
  answered(fd, &part, 1);
  return real_write(fd, data, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  answered(fd, parts, count);
  return real_writev(fd, parts, count);
}
