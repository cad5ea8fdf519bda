/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 */

/* The kernel's side of an exception path: address, MTU and carrier of an interface. */

#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exception.h"

/** An ioctl on an interface, which may have another name by now. */
static int
request(unsigned int index, unsigned long what, struct ifreq *r)
{
	int fd, ret = 0;

	if (if_indextoname(index, r->ifr_name) == NULL)
		return -errno;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, what, r) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int
fwd_iface_set_mac(unsigned int index, const struct rte_ether_addr *mac)
{
	struct ifreq r = {.ifr_hwaddr.sa_family = ARPHRD_ETHER};

	memcpy(r.ifr_hwaddr.sa_data, mac->addr_bytes, sizeof(mac->addr_bytes));
	return request(index, SIOCSIFHWADDR, &r);
}

int
fwd_iface_set_mtu(unsigned int index, uint16_t mtu)
{
	struct ifreq r = {.ifr_mtu = mtu};

	return request(index, SIOCSIFMTU, &r);
}

int
fwd_iface_set_up(unsigned int index)
{
	struct ifreq r = {0};
	int ret = request(index, SIOCGIFFLAGS, &r);

	if (ret < 0)
		return ret;
	r.ifr_flags |= IFF_UP;
	return request(index, SIOCSIFFLAGS, &r);
}

/** RTM_NEWLINK with one attribute: rtnetlink(7). */
struct carrier_request {
	struct nlmsghdr header;
	struct ifinfomsg info;
	struct rtattr attr;
	uint8_t carrier;
	uint8_t padding[RTA_ALIGNTO - 1];
};

/** @return what the kernel says to it */
static int
ask_kernel(int fd, const struct carrier_request *r)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		uint8_t rest[512];
	} answer;
	ssize_t len;

	if (send(fd, r, r->header.nlmsg_len, 0) < 0)
		return -errno;
	do {
		len = recv(fd, &answer, sizeof(answer), 0);
	} while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	if ((size_t)len < NLMSG_LENGTH(sizeof(answer.error)) ||
		answer.header.nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	return answer.error.error;
}

int
fwd_iface_set_carrier(unsigned int index, bool on)
{
	struct carrier_request r = {
		.header.nlmsg_len = sizeof(r),
		.header.nlmsg_type = RTM_NEWLINK,
		.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.info.ifi_family = AF_UNSPEC,
		.info.ifi_index = (int)index,
		.attr.rta_len = RTA_LENGTH(sizeof(r.carrier)),
		.attr.rta_type = IFLA_CARRIER,
		.carrier = on,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), ret;

	if (fd < 0)
		return -errno;
	ret = ask_kernel(fd, &r);
	close(fd);
	return ret;
}

static void
add_address(struct fwd_exception_hosts *hosts, const struct sockaddr *address)
{
	if (address->sa_family == AF_INET && hosts->nb4 < FWD_EXCEPTION_ADDRESSES) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		hosts->ip4[hosts->nb4++] = in.sin_addr.s_addr;
	} else if (address->sa_family == AF_INET6 && hosts->nb6 < FWD_EXCEPTION_ADDRESSES) {
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof(in6));
		memcpy(hosts->ip6[hosts->nb6++], &in6.sin6_addr, sizeof(in6.sin6_addr));
	}
}

int
fwd_iface_addresses(unsigned int index, struct fwd_exception_hosts *hosts)
{
	char name[IF_NAMESIZE];
	struct ifaddrs *list;

	memset(hosts, 0, sizeof(*hosts));
	if (if_indextoname(index, name) == NULL || getifaddrs(&list) < 0)
		return -errno;
	for (const struct ifaddrs *a = list; a != NULL; a = a->ifa_next) {
		if (a->ifa_addr != NULL && strcmp(a->ifa_name, name) == 0)
			add_address(hosts, a->ifa_addr);
	}
	freeifaddrs(list);
	return 0;
}
