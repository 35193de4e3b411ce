/**
 * Clusters of several kinds of nodes in tests: {@link
 * io.github.socketiojakarta.cluster.ClusterNode} is what a scenario can have a server do, {@link
 * io.github.socketiojakarta.cluster.NodePeer} a server of Node in a process of its own, {@link
 * io.github.socketiojakarta.cluster.JavaNode} one of ours in this JVM.
 */
package io.github.socketiojakarta.cluster;
