"""MongoDB: raw events in one collection. It keeps and hands out; what is counted is counted elsewhere."""
