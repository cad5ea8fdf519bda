/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * A software 82576 for tests: registers with their access classes, NVM, PHY,
 * semaphores, filters, RSS, both DMA engines, counters and interrupts, driven by
 * register reads and writes and by a clock that only moves when told to. It is
 * written from the datasheet's description without looking at the driver and
 * shares no header with it.
 *
 * The model is strict: a write to a read-only or unknown register, a ring that
 * is reprogrammed while enabled, a descriptor outside the ring, a DMA address
 * that nobody mapped are violations; they are counted and the first is kept as
 * text. A correct driver causes none.
 */
#ifndef NICMODEL_H
#define NICMODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NM_BAR_BYTES (128 * 1024)
#define NM_NVM_WORDS 1024
#define NM_QUEUES    16

struct nm;

enum nm_access { NM_RO, NM_RW, NM_RC, NM_W1C, NM_RCW1C, NM_WO };

struct nm_reg_row {
	const char *name;
	uint32_t offset;
	uint16_t count;
	uint16_t stride;
	enum nm_access access;
};

/* What a transmitted frame was asked to carry, beside its bytes. */
struct nm_tx_info {
	uint16_t queue;
	uint16_t nb_desc; /* data descriptors the frame was made of */
	bool ts_request;
};

struct nm_config {
	void *ctx; /* handed to every callback */
	/* Host memory behind a bus address; NULL when [iova, iova + len) is not mapped. */
	void *(*dma)(void *ctx, uint64_t iova, uint32_t len, bool write);
	/* A frame on the wire, without CRC, checksums, tag and segmentation done. May be NULL. */
	void (*tx_frame)(void *ctx, const uint8_t *frame, uint32_t len, const struct nm_tx_info *);
	/* MSI-X vector raised (0 for INTx and MSI). May be NULL. */
	void (*irq)(void *ctx, unsigned int vector);
	uint16_t device_id;  /* 0: 0x10C9 */
	uint8_t port_index;  /* STATUS.LAN_ID */
	const uint8_t *mac;  /* NULL: 02:00:00:00:00:01 */
	uint32_t autoneg_us; /* time a negotiation takes; 0: 1.5 s */
};

struct nm *nm_create(const struct nm_config *cfg);
void nm_destroy(struct nm *nm);

/* Registers. The BAR is plain memory too: a test may let the driver's doorbell
 * write a tail there directly; nm_process() picks such writes up.
 */
void *nm_bar(struct nm *nm);
uint32_t nm_read(struct nm *nm, uint32_t offset);
void nm_write(struct nm *nm, uint32_t offset, uint32_t value);
/* What a register holds from now on, whatever its access class: a counter that is
 * nearly full, say. Has no other effect.
 */
void nm_poke(struct nm *nm, uint32_t offset, uint32_t value);

/* Virtual time; starts at 0. Advancing runs whatever falls due: negotiation, resets, NVM loads. */
uint64_t nm_now_us(const struct nm *nm);
void nm_advance_us(struct nm *nm, uint64_t us);

/* Fetches what was sent (tails written directly included) until nothing is left;
 * returns the frames put on the wire. A tail written through nm_write() is
 * processed at once unless nm_set_lazy(nm, true).
 */
unsigned int nm_process(struct nm *nm);
void nm_set_lazy(struct nm *nm, bool lazy);

/* A frame arrives (no CRC). Returns the queue that took it, or one of the below. A
 * ring without room that does not drop (SRRCTL.DROP_EN) leaves the frame in the
 * packet buffer: it is stored when descriptors are posted, and holds up all later
 * frames until then. NM_RX_NO_DESC: dropped, for want of descriptors (RQDPC) or of
 * packet buffer (MPC). NM_RX_OFF also when the link is down.
 */
enum { NM_RX_FILTERED = -1, NM_RX_NO_DESC = -2, NM_RX_OFF = -3, NM_RX_OVERSIZE = -4 };
int nm_rx_frame(struct nm *nm, const uint8_t *frame, uint32_t len);
/* The same with errors the wire can have. */
enum nm_rx_fault { NM_RX_FAULT_NONE, NM_RX_FAULT_CRC, NM_RX_FAULT_SYMBOL };
int nm_rx_frame_fault(struct nm *nm, const uint8_t *frame, uint32_t len, enum nm_rx_fault fault);
/* Frames in the packet buffer: no ring has had room for them yet, or they are behind such. */
unsigned int nm_rx_waiting(const struct nm *nm);

/* The outside world. */
void nm_set_cable(struct nm *nm, bool plugged);	  /* link partner: 1000 full, pause both ways */
void nm_set_removed(struct nm *nm, bool removed); /* all reads ones, writes and DMA lost */
/* The same, but for the software there is memory in the place of the registers, zeros at first: as
 * EAL arranges it when a UIO device is unplugged. nm_set_removed(nm, false) ends it.
 */
void nm_set_replaced(struct nm *nm);
bool nm_is_removed(const struct nm *nm);
uint16_t *nm_nvm(struct nm *nm); /* NM_NVM_WORDS words, to spoil */
void nm_nvm_fix_checksum(struct nm *nm);
/* Hardware write protection of the whole NVM. */
void nm_nvm_protect(struct nm *nm, bool on);
/* Pages stored so far. */
unsigned int nm_nvm_stores(const struct nm *nm);
/* A module in the cage of a fibre port: the 256 bytes of A0h, and maybe those of A2h; 0: pulled. */
void nm_sfp_insert(struct nm *nm, const uint8_t *memory, unsigned int nb_bytes);
/* A dead owner holds SMBI and SWESMBI; somebody holds the given SW_FW_SYNC bits (as in
 * the register), for good or until 50 ms have passed.
 */
void nm_hold_smbi(struct nm *nm, bool held);
void nm_hold_swfw(struct nm *nm, uint32_t bits, bool firmware_gives_up);

/* Faults: the n-th (from 1) occurrence from now on misbehaves, then all is well
 * again; n = 0 disarms. "Never" faults stay until disarmed (n = 1 arms).
 */
enum nm_fault {
	NM_FAULT_MDIC_TIMEOUT,	   /* MDIC never gets ready for this access */
	NM_FAULT_MDIC_ERROR,	   /* MDIC.E set */
	NM_FAULT_EERD_TIMEOUT,	   /* EERD never done for this access */
	NM_FAULT_NVM_GRANT,	   /* EECD.EE_GNT does not follow */
	NM_FAULT_NVM_LOST,	   /* the NVM does not store this page and says nothing */
	NM_FAULT_NVM_BUSY,	   /* the NVM never ends to store this page */
	NM_FAULT_RESET_STUCK,	   /* CTRL.RST never clears */
	NM_FAULT_AUTO_RD_STUCK,	   /* EECD.AUTO_RD never set after reset */
	NM_FAULT_MASTER_STUCK,	   /* STATUS.MASTER_ENABLE never clears */
	NM_FAULT_RXQ_ENABLE_STUCK, /* RXDCTL.ENABLE does not follow */
	NM_FAULT_TXQ_ENABLE_STUCK,
	NM_FAULT_SMBI_STUCK,
	NM_FAULT_REMOVE_AT_READ,  /* removed at the n-th register read */
	NM_FAULT_REPLACE_AT_READ, /* the same, nm_set_replaced() */
	NM_FAULT_DMA,		  /* the n-th DMA access finds no mapping */
	NM_FAULTS
};
void nm_fault(struct nm *nm, enum nm_fault fault, unsigned int n);
/* Occurrences of that kind so far, so that a test can walk n from 1 to the end. */
unsigned int nm_fault_seen(const struct nm *nm, enum nm_fault fault);

/* Strictness. */
unsigned int nm_violations(const struct nm *nm);
const char *nm_first_violation(const struct nm *nm); /* "" when none */
void nm_clear_violations(struct nm *nm);
/* DMA activity, to prove that a stopped device is quiet. */
uint64_t nm_dma_accesses(const struct nm *nm);
bool nm_rx_queue_enabled(const struct nm *nm, unsigned int queue);
bool nm_tx_queue_enabled(const struct nm *nm, unsigned int queue);

const struct nm_reg_row *nm_reg_rows(size_t *nb);
/* Some registers also answer at an older address (ICR at 0xC0): the one that the rows have. */
uint32_t nm_reg_alias(uint32_t offset);

#endif
