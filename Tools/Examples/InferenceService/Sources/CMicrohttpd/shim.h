#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H

// What Swift cannot call by itself: functions with a variable number of arguments, and unions. Constants
// under names that do not depend on how a compiler takes the library's enumerations.

#include <microhttpd.h>

static const enum MHD_Result cmhd_yes = MHD_YES;
static const enum MHD_Result cmhd_no = MHD_NO;
static const enum MHD_ConnectionNotificationCode cmhd_opened = MHD_CONNECTION_NOTIFY_STARTED;
static const enum MHD_ValueKind cmhd_headers = MHD_HEADER_KIND;
static const enum MHD_ResponseMemoryMode cmhd_copied = MHD_RESPMEM_MUST_COPY;

/// What is called for connections and requests, each with `context` as its first argument.
struct cmhd_callbacks {
  void *context;
  /// A connection was opened or closed.
  MHD_NotifyConnectionCallback connection;
  /// The first line of a request has come.
  void *(*line)(void *context, const char *target, struct MHD_Connection *connection);
  /// The head of a request, a part of its body, or its end.
  MHD_AccessHandlerCallback request;
  /// A request's reply is out, or never will be.
  MHD_RequestCompletedCallback completed;
};

/// Leaves a path as it came: a %00 in it must not end it.
static inline size_t cmhd_keep(void *context, struct MHD_Connection *connection, char *text) {
  size_t length = 0;
  (void)context;
  (void)connection;
  while (text[length]) length++;
  return length;
}

/// Serves whoever connects to a socket that listens, with some threads, each of which looks after many
/// connections.
/// @param suspends Whether connections will be suspended.
static inline struct MHD_Daemon *cmhd_start(
    int socket, unsigned threads, unsigned connections, int suspends, struct cmhd_callbacks on) {
  return MHD_start_daemon(
      MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC
          | (suspends ? MHD_ALLOW_SUSPEND_RESUME : 0),
      0, NULL, NULL, on.request, on.context,
      MHD_OPTION_LISTEN_SOCKET, socket,
      MHD_OPTION_CONNECTION_LIMIT, connections,
      // One thread is no pool.
      MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
      MHD_OPTION_THREAD_STACK_SIZE, (size_t)1 << 20,
      MHD_OPTION_NOTIFY_CONNECTION, on.connection, on.context,
      MHD_OPTION_URI_LOG_CALLBACK, on.line, on.context,
      MHD_OPTION_NOTIFY_COMPLETED, on.completed, on.context,
      MHD_OPTION_UNESCAPE_CALLBACK, cmhd_keep, NULL,
      MHD_OPTION_END);
}

static inline int cmhd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

/// What the callback for connections has noted for this one.
static inline void *cmhd_note(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

#endif
