/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * The model's own transcription of the 82576 register map: 82576 datasheet,
 * section 8. X(name, offset, count, stride, access). Nothing here comes from
 * the driver; a test compares the two tables.
 *
 * Lists are kept by chapter so that none of them outgrows a screen.
 */
#ifndef NM_REGLIST_H
#define NM_REGLIST_H

/* 8.2 general, 8.3 internal packet buffers, 8.4 NVM and flash, 8.22 PCS */
#define NM_REGS_GENERAL(X)                 \
	X(CTRL, 0x00000, 1, 0, NM_RW)      \
	X(STATUS, 0x00008, 1, 0, NM_RO)    \
	X(EECD, 0x00010, 1, 0, NM_RW)      \
	X(EERD, 0x00014, 1, 0, NM_RW)      \
	X(CTRL_EXT, 0x00018, 1, 0, NM_RW)  \
	X(FLA, 0x0001C, 1, 0, NM_RW)       \
	X(MDIC, 0x00020, 1, 0, NM_RW)      \
	X(SCTL, 0x00024, 1, 0, NM_RW)      \
	X(FCAL, 0x00028, 1, 0, NM_RW)      \
	X(FCAH, 0x0002C, 1, 0, NM_RW)      \
	X(FCT, 0x00030, 1, 0, NM_RW)       \
	X(CONNSW, 0x00034, 1, 0, NM_RW)    \
	X(VET, 0x00038, 1, 0, NM_RW)       \
	X(FCTTV, 0x00170, 1, 0, NM_RW)     \
	X(LEDCTL, 0x00E00, 1, 0, NM_RW)    \
	X(EEMNGCTL, 0x01010, 1, 0, NM_RO)  \
	X(EEARBC, 0x01024, 1, 0, NM_RW)    \
	X(I2CCMD, 0x01028, 1, 0, NM_RW)    \
	X(I2CPARAMS, 0x0102C, 1, 0, NM_RW) \
	X(WDSTP, 0x01040, 1, 0, NM_RW)     \
	X(WDSWSTS, 0x01044, 1, 0, NM_RW)   \
	X(FRTIMER, 0x01048, 1, 0, NM_RW)   \
	X(TCPTIMER, 0x0104C, 1, 0, NM_RW)  \
	X(VPDDIAG, 0x01060, 1, 0, NM_RO)   \
	X(FCRTL0, 0x02160, 1, 0, NM_RW)    \
	X(FCRTH0, 0x02168, 1, 0, NM_RW)    \
	X(RXPBS, 0x02404, 1, 0, NM_RW)     \
	X(FCRTV, 0x02460, 1, 0, NM_RW)     \
	X(PBRWAC, 0x024E8, 1, 0, NM_RO)    \
	X(SWPBS, 0x03004, 1, 0, NM_RW)     \
	X(TXPBS, 0x03404, 1, 0, NM_RW)     \
	X(PCS_CFG0, 0x04200, 1, 0, NM_RW)  \
	X(PCS_LCTL, 0x04208, 1, 0, NM_RW)  \
	X(PCS_LSTS, 0x0420C, 1, 0, NM_RO)  \
	X(PCS_ANADV, 0x04218, 1, 0, NM_RW) \
	X(PCS_LPAB, 0x0421C, 1, 0, NM_RO)  \
	X(PCS_NPTX, 0x04220, 1, 0, NM_RW)  \
	X(PCS_LPABNP, 0x04224, 1, 0, NM_RO)

/* 8.6 PCIe, 8.7 semaphores, 8.8 interrupts */
#define NM_REGS_PCIE_INTR(X)                \
	X(ICR, 0x01500, 1, 0, NM_RCW1C)     \
	X(ICS, 0x01504, 1, 0, NM_WO)        \
	X(IMS, 0x01508, 1, 0, NM_RW)        \
	X(IMC, 0x0150C, 1, 0, NM_WO)        \
	X(IAM, 0x01510, 1, 0, NM_RW)        \
	X(GPIE, 0x01514, 1, 0, NM_RW)       \
	X(EICS, 0x01520, 1, 0, NM_WO)       \
	X(EIMS, 0x01524, 1, 0, NM_RW)       \
	X(EIMC, 0x01528, 1, 0, NM_WO)       \
	X(EIAC, 0x0152C, 1, 0, NM_RW)       \
	X(EIAM, 0x01530, 1, 0, NM_RW)       \
	X(EICR, 0x01580, 1, 0, NM_RCW1C)    \
	X(EITR, 0x01680, 25, 4, NM_RW)      \
	X(IVAR, 0x01700, 8, 4, NM_RW)       \
	X(IVAR_MISC, 0x01740, 1, 0, NM_RW)  \
	X(GCR, 0x05B00, 1, 0, NM_RW)        \
	X(GSCL_1, 0x05B10, 1, 0, NM_RW)     \
	X(GSCL_2, 0x05B14, 1, 0, NM_RW)     \
	X(GSCL_3, 0x05B18, 1, 0, NM_RW)     \
	X(GSCL_4, 0x05B1C, 1, 0, NM_RW)     \
	X(FACTPS, 0x05B30, 1, 0, NM_RO)     \
	X(GIOCTL, 0x05B44, 1, 0, NM_RW)     \
	X(CCMCTL, 0x05B48, 1, 0, NM_RW)     \
	X(SCCTL, 0x05B4C, 1, 0, NM_RW)      \
	X(SWSM, 0x05B50, 1, 0, NM_RW)       \
	X(FWSM, 0x05B54, 1, 0, NM_RO)       \
	X(SW_FW_SYNC, 0x05B5C, 1, 0, NM_RW) \
	X(MREVID, 0x05B64, 1, 0, NM_RO)     \
	X(PBACL, 0x05B68, 1, 0, NM_W1C)     \
	X(DCA_ID, 0x05B70, 1, 0, NM_RO)     \
	X(DCA_CTRL, 0x05B74, 1, 0, NM_RW)   \
	X(UFUSE, 0x05B78, 1, 0, NM_RO)      \
	X(IOVTCL, 0x05BBC, 1, 0, NM_RW)

/* 8.10 receive, 8.11 filtering */
#define NM_REGS_RX(X)                       \
	X(RCTL, 0x00100, 1, 0, NM_RW)       \
	X(QDE, 0x02408, 1, 0, NM_RW)        \
	X(RXCSUM, 0x05000, 1, 0, NM_RW)     \
	X(RLPML, 0x05004, 1, 0, NM_RW)      \
	X(RFCTL, 0x05008, 1, 0, NM_RW)      \
	X(MTA, 0x05200, 128, 4, NM_RW)      \
	X(RAL, 0x05400, 16, 8, NM_RW)       \
	X(RAH, 0x05404, 16, 8, NM_RW)       \
	X(PSRTYPE, 0x05480, 8, 4, NM_RW)    \
	X(RAL2, 0x054E0, 8, 8, NM_RW)       \
	X(RAH2, 0x054E4, 8, 8, NM_RW)       \
	X(SYNQF, 0x055FC, 1, 0, NM_RW)      \
	X(VFTA, 0x05600, 128, 4, NM_RW)     \
	X(MRQC, 0x05818, 1, 0, NM_RW)       \
	X(VT_CTL, 0x0581C, 1, 0, NM_RW)     \
	X(SAQF, 0x05980, 8, 4, NM_RW)       \
	X(DAQF, 0x059A0, 8, 4, NM_RW)       \
	X(SPQF, 0x059C0, 8, 4, NM_RW)       \
	X(FTQF, 0x059E0, 8, 4, NM_RW)       \
	X(IMIR, 0x05A80, 8, 4, NM_RW)       \
	X(IMIREXT, 0x05AA0, 8, 4, NM_RW)    \
	X(IMIRVP, 0x05AC0, 1, 0, NM_RW)     \
	X(RETA, 0x05C00, 32, 4, NM_RW)      \
	X(RSSRK, 0x05C80, 10, 4, NM_RW)     \
	X(ETQF, 0x05CB0, 8, 4, NM_RW)       \
	X(UTA, 0x0A000, 128, 4, NM_WO)      \
	X(RDBAL, 0x0C000, 16, 0x40, NM_RW)  \
	X(RDBAH, 0x0C004, 16, 0x40, NM_RW)  \
	X(RDLEN, 0x0C008, 16, 0x40, NM_RW)  \
	X(SRRCTL, 0x0C00C, 16, 0x40, NM_RW) \
	X(RDH, 0x0C010, 16, 0x40, NM_RW)    \
	X(RXCTL, 0x0C014, 16, 0x40, NM_RW)  \
	X(RDT, 0x0C018, 16, 0x40, NM_RW)    \
	X(RXDCTL, 0x0C028, 16, 0x40, NM_RW) \
	X(RQDPC, 0x0C030, 16, 0x40, NM_RC)

/* 8.12 transmit, 8.12 rate scheduler */
#define NM_REGS_TX(X)                       \
	X(TCTL, 0x00400, 1, 0, NM_RW)       \
	X(TCTL_EXT, 0x00404, 1, 0, NM_RW)   \
	X(TIPG, 0x00410, 1, 0, NM_RW)       \
	X(DTXMXSZRQ, 0x03540, 1, 0, NM_RW)  \
	X(DTXCTL, 0x03590, 1, 0, NM_RW)     \
	X(DTXTCPFLGL, 0x0359C, 1, 0, NM_RW) \
	X(DTXTCPFLGH, 0x035A0, 1, 0, NM_RW) \
	X(RTTDCS, 0x03600, 1, 0, NM_RW)     \
	X(RTTDQSEL, 0x03604, 1, 0, NM_RW)   \
	X(RTTBCNRM, 0x03690, 1, 0, NM_RW)   \
	X(RTTBCNRC, 0x036B0, 1, 0, NM_RW)   \
	X(RTTBCNRS, 0x036B4, 1, 0, NM_RO)   \
	X(TDBAL, 0x0E000, 16, 0x40, NM_RW)  \
	X(TDBAH, 0x0E004, 16, 0x40, NM_RW)  \
	X(TDLEN, 0x0E008, 16, 0x40, NM_RW)  \
	X(TDH, 0x0E010, 16, 0x40, NM_RW)    \
	X(TXCTL, 0x0E014, 16, 0x40, NM_RW)  \
	X(TDT, 0x0E018, 16, 0x40, NM_RW)    \
	X(TXDCTL, 0x0E028, 16, 0x40, NM_RW) \
	X(TDWBAL, 0x0E038, 16, 0x40, NM_RW) \
	X(TDWBAH, 0x0E03C, 16, 0x40, NM_RW)

/* 8.14 virtualization, 8.16 time sync, 8.20 wake up, 8.21 management */
#define NM_REGS_OTHER(X)                        \
	X(VMBMEM, 0x00800, 128, 4, NM_RW)       \
	X(P2VMAILBOX, 0x00C00, 8, 4, NM_RW)     \
	X(MBVFICR, 0x00C80, 1, 0, NM_W1C)       \
	X(MBVFIMR, 0x00C84, 1, 0, NM_RW)        \
	X(VFLRE, 0x00C88, 1, 0, NM_W1C)         \
	X(VFRE, 0x00C8C, 1, 0, NM_RW)           \
	X(VFTE, 0x00C90, 1, 0, NM_RW)           \
	X(DTXSWC, 0x03500, 1, 0, NM_RW)         \
	X(LVMMC, 0x03548, 1, 0, NM_RC)          \
	X(WVBR, 0x03554, 1, 0, NM_RC)           \
	X(MDFB, 0x03558, 1, 0, NM_RW)           \
	X(VMVIR, 0x03700, 8, 4, NM_RW)          \
	X(WUC, 0x05800, 1, 0, NM_RW)            \
	X(WUFC, 0x05808, 1, 0, NM_RW)           \
	X(WUS, 0x05810, 1, 0, NM_W1C)           \
	X(MANC, 0x05820, 1, 0, NM_RW)           \
	X(IPAV, 0x05838, 1, 0, NM_RW)           \
	X(IP4AT, 0x05840, 4, 8, NM_RW)          \
	X(MANC2H, 0x05860, 1, 0, NM_RW)         \
	X(IP6AT, 0x05880, 4, 4, NM_RW)          \
	X(WUPL, 0x05900, 1, 0, NM_RO)           \
	X(WUPM, 0x05A00, 32, 4, NM_RO)          \
	X(TXSWC, 0x05ACC, 1, 0, NM_RW)          \
	X(VMOLR, 0x05AD0, 8, 4, NM_RW)          \
	X(RPLOLR, 0x05AF0, 1, 0, NM_RW)         \
	X(VLVF, 0x05D00, 32, 4, NM_RW)          \
	X(VMRCTL, 0x05D80, 4, 4, NM_RW)         \
	X(VMRVLAN, 0x05D90, 4, 4, NM_RW)        \
	X(VMRVM, 0x05DA0, 4, 4, NM_RW)          \
	X(SCCRL, 0x05DB0, 1, 0, NM_RW)          \
	X(BSCTRH, 0x05DB8, 1, 0, NM_RW)         \
	X(MSCTRH, 0x05DBC, 1, 0, NM_RW)         \
	X(TSYNCRXCFG, 0x05F50, 1, 0, NM_RW)     \
	X(SYSTIML, 0x0B600, 1, 0, NM_RW)        \
	X(SYSTIMH, 0x0B604, 1, 0, NM_RW)        \
	X(TIMINCA, 0x0B608, 1, 0, NM_RW)        \
	X(TIMADJL, 0x0B60C, 1, 0, NM_RW)        \
	X(TIMADJH, 0x0B610, 1, 0, NM_RW)        \
	X(TSYNCTXCTL, 0x0B614, 1, 0, NM_RW)     \
	X(TXSTMPL, 0x0B618, 1, 0, NM_RO)        \
	X(TXSTMPH, 0x0B61C, 1, 0, NM_RO)        \
	X(TSYNCRXCTL, 0x0B620, 1, 0, NM_RW)     \
	X(RXSTMPL, 0x0B624, 1, 0, NM_RO)        \
	X(RXSTMPH, 0x0B628, 1, 0, NM_RO)        \
	X(RXSATRL, 0x0B62C, 1, 0, NM_RO)        \
	X(RXSATRH, 0x0B630, 1, 0, NM_RO)        \
	X(PVTCTRL, 0x10000, 8, 0x100, NM_RW)    \
	X(PFVFGPRC, 0x10010, 8, 0x100, NM_RO)   \
	X(PFVFGPTC, 0x10014, 8, 0x100, NM_RO)   \
	X(PFVFGORC, 0x10018, 8, 0x100, NM_RO)   \
	X(PVTEICS, 0x10020, 8, 0x100, NM_WO)    \
	X(PVTEIMS, 0x10024, 8, 0x100, NM_RW)    \
	X(PVTEIMC, 0x10028, 8, 0x100, NM_WO)    \
	X(PVTEIAC, 0x1002C, 8, 0x100, NM_RW)    \
	X(PVTEIAM, 0x10030, 8, 0x100, NM_RW)    \
	X(PFVFGOTC, 0x10034, 8, 0x100, NM_RO)   \
	X(PFVFMPRC, 0x1003C, 8, 0x100, NM_RO)   \
	X(PFVFGPRLBC, 0x10040, 8, 0x100, NM_RO) \
	X(PFVFGPTLBC, 0x10044, 8, 0x100, NM_RO) \
	X(PFVFGORLBC, 0x10048, 8, 0x100, NM_RO) \
	X(PFVFGOTLBC, 0x10050, 8, 0x100, NM_RO) \
	X(PVTEICR, 0x10080, 8, 0x100, NM_RCW1C)

/* 8.18 statistics, all cleared by reading */
#define NM_REGS_STATS(X)                  \
	X(CRCERRS, 0x04000, 1, 0, NM_RC)  \
	X(ALGNERRC, 0x04004, 1, 0, NM_RC) \
	X(SYMERRS, 0x04008, 1, 0, NM_RC)  \
	X(RXERRC, 0x0400C, 1, 0, NM_RC)   \
	X(MPC, 0x04010, 1, 0, NM_RC)      \
	X(SCC, 0x04014, 1, 0, NM_RC)      \
	X(ECOL, 0x04018, 1, 0, NM_RC)     \
	X(MCC, 0x0401C, 1, 0, NM_RC)      \
	X(LATECOL, 0x04020, 1, 0, NM_RC)  \
	X(COLC, 0x04028, 1, 0, NM_RC)     \
	X(CBTMPC, 0x0402C, 1, 0, NM_RC)   \
	X(DC, 0x04030, 1, 0, NM_RC)       \
	X(TNCRS, 0x04034, 1, 0, NM_RC)    \
	X(HTDPMC, 0x0403C, 1, 0, NM_RC)   \
	X(RLEC, 0x04040, 1, 0, NM_RC)     \
	X(CBRDPC, 0x04044, 1, 0, NM_RC)   \
	X(XONRXC, 0x04048, 1, 0, NM_RC)   \
	X(XONTXC, 0x0404C, 1, 0, NM_RC)   \
	X(XOFFRXC, 0x04050, 1, 0, NM_RC)  \
	X(XOFFTXC, 0x04054, 1, 0, NM_RC)  \
	X(FCRUC, 0x04058, 1, 0, NM_RC)    \
	X(PRC64, 0x0405C, 1, 0, NM_RC)    \
	X(PRC127, 0x04060, 1, 0, NM_RC)   \
	X(PRC255, 0x04064, 1, 0, NM_RC)   \
	X(PRC511, 0x04068, 1, 0, NM_RC)   \
	X(PRC1023, 0x0406C, 1, 0, NM_RC)  \
	X(PRC1522, 0x04070, 1, 0, NM_RC)  \
	X(GPRC, 0x04074, 1, 0, NM_RC)     \
	X(BPRC, 0x04078, 1, 0, NM_RC)     \
	X(MPRC, 0x0407C, 1, 0, NM_RC)     \
	X(GPTC, 0x04080, 1, 0, NM_RC)     \
	X(GORCL, 0x04088, 1, 0, NM_RC)    \
	X(GORCH, 0x0408C, 1, 0, NM_RC)    \
	X(GOTCL, 0x04090, 1, 0, NM_RC)    \
	X(GOTCH, 0x04094, 1, 0, NM_RC)    \
	X(RNBC, 0x040A0, 1, 0, NM_RC)     \
	X(RUC, 0x040A4, 1, 0, NM_RC)      \
	X(RFC, 0x040A8, 1, 0, NM_RC)      \
	X(ROC, 0x040AC, 1, 0, NM_RC)      \
	X(RJC, 0x040B0, 1, 0, NM_RC)      \
	X(MNGPRC, 0x040B4, 1, 0, NM_RC)   \
	X(MPDC, 0x040B8, 1, 0, NM_RC)     \
	X(MNGPTC, 0x040BC, 1, 0, NM_RC)   \
	X(TORL, 0x040C0, 1, 0, NM_RC)     \
	X(TORH, 0x040C4, 1, 0, NM_RC)     \
	X(TOTL, 0x040C8, 1, 0, NM_RC)     \
	X(TOTH, 0x040CC, 1, 0, NM_RC)     \
	X(TPR, 0x040D0, 1, 0, NM_RC)      \
	X(TPT, 0x040D4, 1, 0, NM_RC)      \
	X(PTC64, 0x040D8, 1, 0, NM_RC)    \
	X(PTC127, 0x040DC, 1, 0, NM_RC)   \
	X(PTC255, 0x040E0, 1, 0, NM_RC)   \
	X(PTC511, 0x040E4, 1, 0, NM_RC)   \
	X(PTC1023, 0x040E8, 1, 0, NM_RC)  \
	X(PTC1522, 0x040EC, 1, 0, NM_RC)  \
	X(MPTC, 0x040F0, 1, 0, NM_RC)     \
	X(BPTC, 0x040F4, 1, 0, NM_RC)     \
	X(TSCTC, 0x040F8, 1, 0, NM_RC)    \
	X(CBRMPC, 0x040FC, 1, 0, NM_RC)   \
	X(IAC, 0x04100, 1, 0, NM_RC)      \
	X(RPTHC, 0x04104, 1, 0, NM_RC)    \
	X(HGPTC, 0x04118, 1, 0, NM_RC)    \
	X(RXDMTC, 0x04120, 1, 0, NM_RC)   \
	X(HTCBDPC, 0x04124, 1, 0, NM_RC)  \
	X(HGORCL, 0x04128, 1, 0, NM_RC)   \
	X(HGORCH, 0x0412C, 1, 0, NM_RC)   \
	X(HGOTCL, 0x04130, 1, 0, NM_RC)   \
	X(HGOTCH, 0x04134, 1, 0, NM_RC)   \
	X(LENERRS, 0x04138, 1, 0, NM_RC)  \
	X(SSVPC, 0x041A0, 1, 0, NM_RC)    \
	X(SDPC, 0x041A4, 1, 0, NM_RC)     \
	X(SCVPC, 0x04228, 1, 0, NM_RC)

#define NM_REGLIST(X)        \
	NM_REGS_GENERAL(X)   \
	NM_REGS_PCIE_INTR(X) \
	NM_REGS_RX(X)        \
	NM_REGS_TX(X)        \
	NM_REGS_OTHER(X)     \
	NM_REGS_STATS(X)

#endif
