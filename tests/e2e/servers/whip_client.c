/* Preloaded into Debian 12's whip-client, which would not get to the cluster otherwise.

   libnice wants libgupnp-igd, which brings libsoup 3. whip-client is linked with libsoup 2, and a
   process that holds both is ended by them. This stands in for libgupnp-igd: without an object libnice
   goes on as in a network that has no such router. */
void *gupnp_simple_igd_thread_new(void) { return 0; }
unsigned long gupnp_simple_igd_get_type(void) { return 0; }
void gupnp_simple_igd_add_port(void) {}
void gupnp_simple_igd_remove_port_local(void) {}

/* libnice ties each socket to the interface of its address, whose way does not lead to loopback, where
   the nodes are. It leaves that where an interface has no number. */
unsigned if_nametoindex(const char *name) {
  (void)name;
  return 0;
}
