/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The registers of the 82576, one row each: 82576 datasheet, section 8. The rows
 * make the offset constants, the register dump, and the cross-check against the
 * software model's own table.
 *
 * X(name, offset, count, stride, access, section)
 *
 * Receive addresses 16 to 23 lie apart from the first sixteen: RAL2, RAH2. Queue
 * registers are the full sets at 0xC000 and 0xE000; queues 0 to 3 also answer at the
 * addresses that the 82575 had, which are not used. ICR to IAM are at the addresses
 * that every member of the family answers at; the 82576 has them from 0x1500 on too.
 */
#ifndef IGBX_REGS_H
#define IGBX_REGS_H

#include <stdint.h>

enum igbx_reg_access {
	IGBX_RO, /* read only */
	IGBX_RW,
	IGBX_RC,    /* cleared by reading: a dump leaves it alone */
	IGBX_W1C,   /* reading is harmless, writing ones clears */
	IGBX_RCW1C, /* cleared by reading and by writing ones */
	IGBX_WO,
};

/* An offset of its own type: a value and a register cannot be swapped. */
typedef struct {
	uint32_t offset;
} igbx_reg_t;

/* clang-format off */
#define IGBX_REG_ROWS(X) \
	/* general: 8.2 */ \
	X(CTRL, 0x00000, 1, 0, IGBX_RW, "8.2.1") \
	X(STATUS, 0x00008, 1, 0, IGBX_RO, "8.2.2") \
	X(CTRL_EXT, 0x00018, 1, 0, IGBX_RW, "8.2.3") \
	X(MDIC, 0x00020, 1, 0, IGBX_RW, "8.2.4") \
	X(SCTL, 0x00024, 1, 0, IGBX_RW, "8.2.5") \
	X(CONNSW, 0x00034, 1, 0, IGBX_RW, "8.2.6") \
	X(VET, 0x00038, 1, 0, IGBX_RW, "8.2.7") \
	X(LEDCTL, 0x00E00, 1, 0, IGBX_RW, "8.2.8") \
	/* packet buffers, EEPROM and flash, flow control: 8.3 to 8.5 */ \
	X(RXPBS, 0x02404, 1, 0, IGBX_RW, "8.3") \
	X(PBRWAC, 0x024E8, 1, 0, IGBX_RO, "8.3") \
	X(SWPBS, 0x03004, 1, 0, IGBX_RW, "8.3") \
	X(TXPBS, 0x03404, 1, 0, IGBX_RW, "8.3") \
	X(EECD, 0x00010, 1, 0, IGBX_RW, "8.4") \
	X(EERD, 0x00014, 1, 0, IGBX_RW, "8.4") \
	X(FLA, 0x0001C, 1, 0, IGBX_RW, "8.4") \
	X(EEMNGCTL, 0x01010, 1, 0, IGBX_RO, "8.4") \
	X(EEARBC, 0x01024, 1, 0, IGBX_RW, "8.4") \
	X(I2CCMD, 0x01028, 1, 0, IGBX_RW, "8.18") \
	X(I2CPARAMS, 0x0102C, 1, 0, IGBX_RW, "8.18") \
	X(FCAL, 0x00028, 1, 0, IGBX_RW, "8.5") \
	X(FCAH, 0x0002C, 1, 0, IGBX_RW, "8.5") \
	X(FCT, 0x00030, 1, 0, IGBX_RW, "8.5") \
	X(FCTTV, 0x00170, 1, 0, IGBX_RW, "8.5") \
	X(FCRTL0, 0x02160, 1, 0, IGBX_RW, "8.5") \
	X(FCRTH0, 0x02168, 1, 0, IGBX_RW, "8.5") \
	X(FCRTV, 0x02460, 1, 0, IGBX_RW, "8.5") \
	/* PCIe, semaphores: 8.6, 8.7 */ \
	X(GCR, 0x05B00, 1, 0, IGBX_RW, "8.6") \
	X(GSCL_1, 0x05B10, 1, 0, IGBX_RW, "8.6") \
	X(GSCL_2, 0x05B14, 1, 0, IGBX_RW, "8.6") \
	X(GSCL_3, 0x05B18, 1, 0, IGBX_RW, "8.6") \
	X(GSCL_4, 0x05B1C, 1, 0, IGBX_RW, "8.6") \
	X(FACTPS, 0x05B30, 1, 0, IGBX_RO, "8.6") \
	X(SWSM, 0x05B50, 1, 0, IGBX_RW, "8.7") \
	X(FWSM, 0x05B54, 1, 0, IGBX_RO, "8.7") \
	X(SW_FW_SYNC, 0x05B5C, 1, 0, IGBX_RW, "8.7") \
	/* interrupts: 8.8, 8.9 */ \
	X(EICR, 0x01580, 1, 0, IGBX_RCW1C, "8.8.1") \
	X(EICS, 0x01520, 1, 0, IGBX_WO, "8.8.2") \
	X(EIMS, 0x01524, 1, 0, IGBX_RW, "8.8.3") \
	X(EIMC, 0x01528, 1, 0, IGBX_WO, "8.8.4") \
	X(EIAC, 0x0152C, 1, 0, IGBX_RW, "8.8.5") \
	X(EIAM, 0x01530, 1, 0, IGBX_RW, "8.8.6") \
	X(ICR, 0x000C0, 1, 0, IGBX_RCW1C, "8.8.7") \
	X(ICS, 0x000C8, 1, 0, IGBX_WO, "8.8.8") \
	X(IMS, 0x000D0, 1, 0, IGBX_RW, "8.8.9") \
	X(IMC, 0x000D8, 1, 0, IGBX_WO, "8.8.10") \
	X(IAM, 0x000E0, 1, 0, IGBX_RW, "8.8.11") \
	X(EITR, 0x01680, 25, 4, IGBX_RW, "8.8.12") \
	X(IVAR, 0x01700, 8, 4, IGBX_RW, "8.8.13") \
	X(IVAR_MISC, 0x01740, 1, 0, IGBX_RW, "8.8.14") \
	X(GPIE, 0x01514, 1, 0, IGBX_RW, "8.8.15") \
	X(PBACL, 0x05B68, 1, 0, IGBX_W1C, "8.9") \
	/* receive: 8.10 */ \
	X(RCTL, 0x00100, 1, 0, IGBX_RW, "8.10") \
	X(QDE, 0x02408, 1, 0, IGBX_RW, "8.10") \
	X(RXCSUM, 0x05000, 1, 0, IGBX_RW, "8.10") \
	X(RLPML, 0x05004, 1, 0, IGBX_RW, "8.10") \
	X(RFCTL, 0x05008, 1, 0, IGBX_RW, "8.10") \
	X(MTA, 0x05200, 128, 4, IGBX_RW, "8.10") \
	X(RAL, 0x05400, 16, 8, IGBX_RW, "8.10") \
	X(RAH, 0x05404, 16, 8, IGBX_RW, "8.10") \
	X(PSRTYPE, 0x05480, 8, 4, IGBX_RW, "8.10") \
	X(RAL2, 0x054E0, 8, 8, IGBX_RW, "8.10") \
	X(RAH2, 0x054E4, 8, 8, IGBX_RW, "8.10") \
	X(VFTA, 0x05600, 128, 4, IGBX_RW, "8.10") \
	X(MRQC, 0x05818, 1, 0, IGBX_RW, "8.10") \
	X(RETA, 0x05C00, 32, 4, IGBX_RW, "8.10") \
	X(RSSRK, 0x05C80, 10, 4, IGBX_RW, "8.10") \
	X(RDBAL, 0x0C000, 16, 0x40, IGBX_RW, "8.10") \
	X(RDBAH, 0x0C004, 16, 0x40, IGBX_RW, "8.10") \
	X(RDLEN, 0x0C008, 16, 0x40, IGBX_RW, "8.10") \
	X(SRRCTL, 0x0C00C, 16, 0x40, IGBX_RW, "8.10") \
	X(RDH, 0x0C010, 16, 0x40, IGBX_RW, "8.10") \
	X(RXCTL, 0x0C014, 16, 0x40, IGBX_RW, "8.13") \
	X(RDT, 0x0C018, 16, 0x40, IGBX_RW, "8.10") \
	X(RXDCTL, 0x0C028, 16, 0x40, IGBX_RW, "8.10") \
	X(RQDPC, 0x0C030, 16, 0x40, IGBX_RC, "8.10") \
	/* filters: 8.11 */ \
	X(SYNQF, 0x055FC, 1, 0, IGBX_RW, "8.11") \
	X(SAQF, 0x05980, 8, 4, IGBX_RW, "8.11") \
	X(DAQF, 0x059A0, 8, 4, IGBX_RW, "8.11") \
	X(SPQF, 0x059C0, 8, 4, IGBX_RW, "8.11") \
	X(FTQF, 0x059E0, 8, 4, IGBX_RW, "8.11") \
	X(IMIR, 0x05A80, 8, 4, IGBX_RW, "8.11") \
	X(IMIREXT, 0x05AA0, 8, 4, IGBX_RW, "8.11") \
	X(IMIRVP, 0x05AC0, 1, 0, IGBX_RW, "8.11") \
	X(ETQF, 0x05CB0, 8, 4, IGBX_RW, "8.11") \
	/* transmit, DCA: 8.12, 8.13 */ \
	X(TCTL, 0x00400, 1, 0, IGBX_RW, "8.12") \
	X(TCTL_EXT, 0x00404, 1, 0, IGBX_RW, "8.12") \
	X(TIPG, 0x00410, 1, 0, IGBX_RW, "8.12") \
	X(DTXMXSZRQ, 0x03540, 1, 0, IGBX_RW, "8.12") \
	X(DTXCTL, 0x03590, 1, 0, IGBX_RW, "8.12") \
	X(DTXTCPFLGL, 0x0359C, 1, 0, IGBX_RW, "8.12") \
	X(DTXTCPFLGH, 0x035A0, 1, 0, IGBX_RW, "8.12") \
	X(TDBAL, 0x0E000, 16, 0x40, IGBX_RW, "8.12") \
	X(TDBAH, 0x0E004, 16, 0x40, IGBX_RW, "8.12") \
	X(TDLEN, 0x0E008, 16, 0x40, IGBX_RW, "8.12") \
	X(TDH, 0x0E010, 16, 0x40, IGBX_RW, "8.12") \
	X(TXCTL, 0x0E014, 16, 0x40, IGBX_RW, "8.13") \
	X(TDT, 0x0E018, 16, 0x40, IGBX_RW, "8.12") \
	X(TXDCTL, 0x0E028, 16, 0x40, IGBX_RW, "8.12") \
	X(TDWBAL, 0x0E038, 16, 0x40, IGBX_RW, "8.12") \
	X(TDWBAH, 0x0E03C, 16, 0x40, IGBX_RW, "8.12") \
	X(DCA_ID, 0x05B70, 1, 0, IGBX_RO, "8.13") \
	X(DCA_CTRL, 0x05B74, 1, 0, IGBX_RW, "8.13") \
	/* virtualization: 8.14 */ \
	X(VMBMEM, 0x00800, 128, 4, IGBX_RW, "8.14") \
	X(P2VMAILBOX, 0x00C00, 8, 4, IGBX_RW, "8.14") \
	X(MBVFICR, 0x00C80, 1, 0, IGBX_W1C, "8.14") \
	X(MBVFIMR, 0x00C84, 1, 0, IGBX_RW, "8.14") \
	X(VFLRE, 0x00C88, 1, 0, IGBX_W1C, "8.14") \
	X(VFRE, 0x00C8C, 1, 0, IGBX_RW, "8.14") \
	X(VFTE, 0x00C90, 1, 0, IGBX_RW, "8.14") \
	X(DTXSWC, 0x03500, 1, 0, IGBX_RW, "8.14") \
	X(LVMMC, 0x03548, 1, 0, IGBX_RC, "8.14") \
	X(WVBR, 0x03554, 1, 0, IGBX_RC, "8.14") \
	X(VMVIR, 0x03700, 8, 4, IGBX_RW, "8.14") \
	X(VT_CTL, 0x0581C, 1, 0, IGBX_RW, "8.14") \
	X(VMOLR, 0x05AD0, 8, 4, IGBX_RW, "8.14") \
	X(RPLOLR, 0x05AF0, 1, 0, IGBX_RW, "8.14") \
	X(IOVTCL, 0x05BBC, 1, 0, IGBX_RW, "8.14") \
	X(VLVF, 0x05D00, 32, 4, IGBX_RW, "8.14") \
	X(VMRCTL, 0x05D80, 4, 4, IGBX_RW, "8.14") \
	X(VMRVLAN, 0x05D90, 4, 4, IGBX_RW, "8.14") \
	X(VMRVM, 0x05DA0, 4, 4, IGBX_RW, "8.14") \
	X(SCCRL, 0x05DB0, 1, 0, IGBX_RW, "8.14") \
	X(BSCTRH, 0x05DB8, 1, 0, IGBX_RW, "8.14") \
	X(MSCTRH, 0x05DBC, 1, 0, IGBX_RW, "8.14") \
	X(UTA, 0x0A000, 128, 4, IGBX_WO, "8.14") \
	/* the PF's view of each virtual function: 8.26 */ \
	X(PVTCTRL, 0x10000, 8, 0x100, IGBX_RW, "8.26") \
	X(PFVFGPRC, 0x10010, 8, 0x100, IGBX_RO, "8.26") \
	X(PFVFGPTC, 0x10014, 8, 0x100, IGBX_RO, "8.26") \
	X(PFVFGORC, 0x10018, 8, 0x100, IGBX_RO, "8.26") \
	X(PVTEICS, 0x10020, 8, 0x100, IGBX_WO, "8.26") \
	X(PVTEIMS, 0x10024, 8, 0x100, IGBX_RW, "8.26") \
	X(PVTEIMC, 0x10028, 8, 0x100, IGBX_WO, "8.26") \
	X(PVTEIAC, 0x1002C, 8, 0x100, IGBX_RW, "8.26") \
	X(PVTEIAM, 0x10030, 8, 0x100, IGBX_RW, "8.26") \
	X(PFVFGOTC, 0x10034, 8, 0x100, IGBX_RO, "8.26") \
	X(PFVFMPRC, 0x1003C, 8, 0x100, IGBX_RO, "8.26") \
	X(PFVFGPRLBC, 0x10040, 8, 0x100, IGBX_RO, "8.26") \
	X(PFVFGPTLBC, 0x10044, 8, 0x100, IGBX_RO, "8.26") \
	X(PFVFGORLBC, 0x10048, 8, 0x100, IGBX_RO, "8.26") \
	X(PFVFGOTLBC, 0x10050, 8, 0x100, IGBX_RO, "8.26") \
	X(PVTEICR, 0x10080, 8, 0x100, IGBX_RCW1C, "8.26") \
	/* transmit rate: 8.15 */ \
	X(RTTDCS, 0x03600, 1, 0, IGBX_RW, "8.15") \
	X(RTTDQSEL, 0x03604, 1, 0, IGBX_RW, "8.15") \
	X(RTTBCNRM, 0x03690, 1, 0, IGBX_RW, "8.15") \
	X(RTTBCNRC, 0x036B0, 1, 0, IGBX_RW, "8.15") \
	X(RTTBCNRS, 0x036B4, 1, 0, IGBX_RO, "8.15") \
	/* timers, time sync, PCS: 8.16 to 8.18 */ \
	X(WDSTP, 0x01040, 1, 0, IGBX_RW, "8.16") \
	X(WDSWSTS, 0x01044, 1, 0, IGBX_RW, "8.16") \
	X(FRTIMER, 0x01048, 1, 0, IGBX_RW, "8.16") \
	X(TCPTIMER, 0x0104C, 1, 0, IGBX_RW, "8.16") \
	X(TSYNCRXCFG, 0x05F50, 1, 0, IGBX_RW, "8.17") \
	X(SYSTIML, 0x0B600, 1, 0, IGBX_RW, "8.17") \
	X(SYSTIMH, 0x0B604, 1, 0, IGBX_RW, "8.17") \
	X(TIMINCA, 0x0B608, 1, 0, IGBX_RW, "8.17") \
	X(TIMADJL, 0x0B60C, 1, 0, IGBX_RW, "8.17") \
	X(TIMADJH, 0x0B610, 1, 0, IGBX_RW, "8.17") \
	X(TSYNCTXCTL, 0x0B614, 1, 0, IGBX_RW, "8.17") \
	X(TXSTMPL, 0x0B618, 1, 0, IGBX_RO, "8.17") \
	X(TXSTMPH, 0x0B61C, 1, 0, IGBX_RO, "8.17") \
	X(TSYNCRXCTL, 0x0B620, 1, 0, IGBX_RW, "8.17") \
	X(RXSTMPL, 0x0B624, 1, 0, IGBX_RO, "8.17") \
	X(RXSTMPH, 0x0B628, 1, 0, IGBX_RO, "8.17") \
	X(RXSATRL, 0x0B62C, 1, 0, IGBX_RO, "8.17") \
	X(RXSATRH, 0x0B630, 1, 0, IGBX_RO, "8.17") \
	X(PCS_CFG0, 0x04200, 1, 0, IGBX_RW, "8.18") \
	X(PCS_LCTL, 0x04208, 1, 0, IGBX_RW, "8.18") \
	X(PCS_LSTS, 0x0420C, 1, 0, IGBX_RO, "8.18") \
	X(PCS_ANADV, 0x04218, 1, 0, IGBX_RW, "8.18") \
	X(PCS_LPAB, 0x0421C, 1, 0, IGBX_RO, "8.18") \
	X(PCS_NPTX, 0x04220, 1, 0, IGBX_RW, "8.18") \
	X(PCS_LPABNP, 0x04224, 1, 0, IGBX_RO, "8.18") \
	/* statistics: 8.19 */ \
	X(CRCERRS, 0x04000, 1, 0, IGBX_RC, "8.19") \
	X(ALGNERRC, 0x04004, 1, 0, IGBX_RC, "8.19") \
	X(SYMERRS, 0x04008, 1, 0, IGBX_RC, "8.19") \
	X(RXERRC, 0x0400C, 1, 0, IGBX_RC, "8.19") \
	X(MPC, 0x04010, 1, 0, IGBX_RC, "8.19") \
	X(SCC, 0x04014, 1, 0, IGBX_RC, "8.19") \
	X(ECOL, 0x04018, 1, 0, IGBX_RC, "8.19") \
	X(MCC, 0x0401C, 1, 0, IGBX_RC, "8.19") \
	X(LATECOL, 0x04020, 1, 0, IGBX_RC, "8.19") \
	X(COLC, 0x04028, 1, 0, IGBX_RC, "8.19") \
	X(CBTMPC, 0x0402C, 1, 0, IGBX_RC, "8.19") \
	X(DC, 0x04030, 1, 0, IGBX_RC, "8.19") \
	X(TNCRS, 0x04034, 1, 0, IGBX_RC, "8.19") \
	X(HTDPMC, 0x0403C, 1, 0, IGBX_RC, "8.19") \
	X(RLEC, 0x04040, 1, 0, IGBX_RC, "8.19") \
	X(CBRDPC, 0x04044, 1, 0, IGBX_RC, "8.19") \
	X(XONRXC, 0x04048, 1, 0, IGBX_RC, "8.19") \
	X(XONTXC, 0x0404C, 1, 0, IGBX_RC, "8.19") \
	X(XOFFRXC, 0x04050, 1, 0, IGBX_RC, "8.19") \
	X(XOFFTXC, 0x04054, 1, 0, IGBX_RC, "8.19") \
	X(FCRUC, 0x04058, 1, 0, IGBX_RC, "8.19") \
	X(PRC64, 0x0405C, 1, 0, IGBX_RC, "8.19") \
	X(PRC127, 0x04060, 1, 0, IGBX_RC, "8.19") \
	X(PRC255, 0x04064, 1, 0, IGBX_RC, "8.19") \
	X(PRC511, 0x04068, 1, 0, IGBX_RC, "8.19") \
	X(PRC1023, 0x0406C, 1, 0, IGBX_RC, "8.19") \
	X(PRC1522, 0x04070, 1, 0, IGBX_RC, "8.19") \
	X(GPRC, 0x04074, 1, 0, IGBX_RC, "8.19") \
	X(BPRC, 0x04078, 1, 0, IGBX_RC, "8.19") \
	X(MPRC, 0x0407C, 1, 0, IGBX_RC, "8.19") \
	X(GPTC, 0x04080, 1, 0, IGBX_RC, "8.19") \
	X(GORCL, 0x04088, 1, 0, IGBX_RC, "8.19") \
	X(GORCH, 0x0408C, 1, 0, IGBX_RC, "8.19") \
	X(GOTCL, 0x04090, 1, 0, IGBX_RC, "8.19") \
	X(GOTCH, 0x04094, 1, 0, IGBX_RC, "8.19") \
	X(RNBC, 0x040A0, 1, 0, IGBX_RC, "8.19") \
	X(RUC, 0x040A4, 1, 0, IGBX_RC, "8.19") \
	X(RFC, 0x040A8, 1, 0, IGBX_RC, "8.19") \
	X(ROC, 0x040AC, 1, 0, IGBX_RC, "8.19") \
	X(RJC, 0x040B0, 1, 0, IGBX_RC, "8.19") \
	X(MNGPRC, 0x040B4, 1, 0, IGBX_RC, "8.19") \
	X(MPDC, 0x040B8, 1, 0, IGBX_RC, "8.19") \
	X(MNGPTC, 0x040BC, 1, 0, IGBX_RC, "8.19") \
	X(TORL, 0x040C0, 1, 0, IGBX_RC, "8.19") \
	X(TORH, 0x040C4, 1, 0, IGBX_RC, "8.19") \
	X(TOTL, 0x040C8, 1, 0, IGBX_RC, "8.19") \
	X(TOTH, 0x040CC, 1, 0, IGBX_RC, "8.19") \
	X(TPR, 0x040D0, 1, 0, IGBX_RC, "8.19") \
	X(TPT, 0x040D4, 1, 0, IGBX_RC, "8.19") \
	X(PTC64, 0x040D8, 1, 0, IGBX_RC, "8.19") \
	X(PTC127, 0x040DC, 1, 0, IGBX_RC, "8.19") \
	X(PTC255, 0x040E0, 1, 0, IGBX_RC, "8.19") \
	X(PTC511, 0x040E4, 1, 0, IGBX_RC, "8.19") \
	X(PTC1023, 0x040E8, 1, 0, IGBX_RC, "8.19") \
	X(PTC1522, 0x040EC, 1, 0, IGBX_RC, "8.19") \
	X(MPTC, 0x040F0, 1, 0, IGBX_RC, "8.19") \
	X(BPTC, 0x040F4, 1, 0, IGBX_RC, "8.19") \
	X(TSCTC, 0x040F8, 1, 0, IGBX_RC, "8.19") \
	X(CBRMPC, 0x040FC, 1, 0, IGBX_RC, "8.19") \
	X(IAC, 0x04100, 1, 0, IGBX_RC, "8.19") \
	X(RPTHC, 0x04104, 1, 0, IGBX_RC, "8.19") \
	X(HGPTC, 0x04118, 1, 0, IGBX_RC, "8.19") \
	X(RXDMTC, 0x04120, 1, 0, IGBX_RC, "8.19") \
	X(HTCBDPC, 0x04124, 1, 0, IGBX_RC, "8.19") \
	X(HGORCL, 0x04128, 1, 0, IGBX_RC, "8.19") \
	X(HGORCH, 0x0412C, 1, 0, IGBX_RC, "8.19") \
	X(HGOTCL, 0x04130, 1, 0, IGBX_RC, "8.19") \
	X(HGOTCH, 0x04134, 1, 0, IGBX_RC, "8.19") \
	X(LENERRS, 0x04138, 1, 0, IGBX_RC, "8.19") \
	X(SSVPC, 0x041A0, 1, 0, IGBX_RC, "8.19") \
	X(SDPC, 0x041A4, 1, 0, IGBX_RC, "8.19") \
	X(SCVPC, 0x04228, 1, 0, IGBX_RC, "8.19") \
	/* wake up, management: 8.20, 8.21 */ \
	X(WUC, 0x05800, 1, 0, IGBX_RW, "8.20") \
	X(WUFC, 0x05808, 1, 0, IGBX_RW, "8.20") \
	X(WUS, 0x05810, 1, 0, IGBX_W1C, "8.20") \
	X(MANC, 0x05820, 1, 0, IGBX_RW, "8.21") \
	X(IPAV, 0x05838, 1, 0, IGBX_RW, "8.20") \
	X(IP4AT, 0x05840, 4, 8, IGBX_RW, "8.20") \
	X(MANC2H, 0x05860, 1, 0, IGBX_RW, "8.21") \
	X(IP6AT, 0x05880, 4, 4, IGBX_RW, "8.20") \
	X(WUPL, 0x05900, 1, 0, IGBX_RO, "8.20")
/* clang-format on */

enum {
#define IGBX_REG_ENUM(name, offset, count, stride, access, section) \
	IGBX_OFF_##name = (offset), IGBX_CNT_##name = (count), IGBX_STR_##name = (stride),
	IGBX_REG_ROWS(IGBX_REG_ENUM)
#undef IGBX_REG_ENUM
};

#define IGBX_REG(name)	       ((igbx_reg_t){IGBX_OFF_##name})
#define IGBX_REGN(name, index) ((igbx_reg_t){IGBX_OFF_##name + (uint32_t)(index)*IGBX_STR_##name})

#endif
