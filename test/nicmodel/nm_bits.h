/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 the igbx authors
 *
 * Fields of the registers that the model acts upon: 82576 datasheet, section 8,
 * and the descriptors of section 7.
 */
#ifndef NM_BITS_H
#define NM_BITS_H

#include <stdint.h>

#define NM_BIT(n) (UINT32_C(1) << (n))

/* CTRL, 8.2.1 */
#define CTRL_FD		    NM_BIT(0)
#define CTRL_MASTER_DISABLE NM_BIT(2)
#define CTRL_SLU	    NM_BIT(6)
#define CTRL_SPEED	    0x00000300u
#define CTRL_SPEED_100	    0x00000100u
#define CTRL_SPEED_1000	    0x00000200u
#define CTRL_FRCSPD	    NM_BIT(11)
#define CTRL_FRCDPX	    NM_BIT(12)
#define CTRL_ADVD3WUC	    NM_BIT(20)
#define CTRL_RST	    NM_BIT(26)
#define CTRL_RFCE	    NM_BIT(27)
#define CTRL_TFCE	    NM_BIT(28)
#define CTRL_VME	    NM_BIT(30)
#define CTRL_PHY_RST	    NM_BIT(31)

/* STATUS, 8.2.2 */
#define STATUS_FD	     NM_BIT(0)
#define STATUS_LU	     NM_BIT(1)
#define STATUS_LAN_ID_SHIFT  2
#define STATUS_TXOFF	     NM_BIT(4)
#define STATUS_SPEED_100     NM_BIT(6)
#define STATUS_SPEED_1000    NM_BIT(7)
#define STATUS_LAN_INIT_DONE NM_BIT(9)
#define STATUS_PHYRA	     NM_BIT(10)
#define STATUS_MASTER_ENABLE NM_BIT(19)

/* CTRL_EXT, 8.2.3 */
#define CTRL_EXT_SDP3_DATA     NM_BIT(7) /* high: the transceiver's laser is off */
#define CTRL_EXT_EE_RST	       NM_BIT(13)
#define CTRL_EXT_SPD_BYPS      NM_BIT(15)
#define CTRL_EXT_LINK_MODE     0x00C00000u
#define CTRL_EXT_LINK_SERDES   0x00C00000u
#define CTRL_EXT_EIAME	       NM_BIT(24)
#define CTRL_EXT_I2C_ENA       NM_BIT(25)
#define CTRL_EXT_EXTENDED_VLAN NM_BIT(26)
#define CTRL_EXT_IAME	       NM_BIT(27)

/* EECD, EERD, 8.4 */
#define EECD_SK		   NM_BIT(0)
#define EECD_CS		   NM_BIT(1)
#define EECD_DI		   NM_BIT(2)
#define EECD_DO		   NM_BIT(3)
#define EECD_REQ	   NM_BIT(6)
#define EECD_GNT	   NM_BIT(7)
#define EECD_PRES	   NM_BIT(8)
#define EECD_AUTO_RD	   NM_BIT(9)
#define EECD_ADDR_SIZE	   NM_BIT(10)
#define EECD_SIZE_SHIFT	   11
#define EERD_START	   NM_BIT(0)
#define EERD_DONE	   NM_BIT(1)
#define EEMNGCTL_CFG_DONE0 NM_BIT(18)
#define EEMNGCTL_CFG_DONE1 NM_BIT(19)

/* MDIC, 8.2.4 */
#define MDIC_REG_SHIFT 16
#define MDIC_PHY_SHIFT 21
#define MDIC_OP	       0x0C000000u
#define MDIC_OP_WRITE  0x04000000u
#define MDIC_OP_READ   0x08000000u
#define MDIC_READY     NM_BIT(28)
#define MDIC_INT       NM_BIT(29)
#define MDIC_ERROR     NM_BIT(30)

/* I2CCMD, 8.18 */
#define I2CCMD_REG_SHIFT 16
#define I2CCMD_PHY_SHIFT 24
#define I2CCMD_READ	 NM_BIT(27)
#define I2CCMD_READY	 NM_BIT(29)
#define I2CCMD_ERROR	 NM_BIT(31)

/* semaphores, 8.7 */
#define SWSM_SMBI    NM_BIT(0)
#define SWSM_SWESMBI NM_BIT(1)
#define FWSM_EEP     NM_BIT(0)
#define SWFW_EEP     NM_BIT(0)
#define SWFW_PHY0    NM_BIT(1)
#define SWFW_PHY1    NM_BIT(2)

/* interrupts, 8.8 */
#define ICR_TXDW       NM_BIT(0)
#define ICR_LSC	       NM_BIT(2)
#define ICR_RXDMT0     NM_BIT(4)
#define ICR_RXO	       NM_BIT(6)
#define ICR_RXDW       NM_BIT(7)
#define ICR_VMMB       NM_BIT(8)
#define ICR_MDAC       NM_BIT(9)
#define ICR_TIME_SYNC  NM_BIT(19)
#define ICR_DRSTA      NM_BIT(30)
#define ICR_INTA       NM_BIT(31)
#define ICR_CAUSES     0x7FFFFFFFu
#define EICR_TCP_TIMER NM_BIT(30)
#define EICR_OTHER     NM_BIT(31)
#define EICR_MSIX      0x01FFFFFFu
#define EICR_NO_MSIX   0xC000FFFFu
#define GPIE_NSICR     NM_BIT(0)
#define GPIE_MSIX      NM_BIT(4)
#define GPIE_EIAME     NM_BIT(30)
#define IVAR_VALID     0x80u
#define IVAR_VECTOR    0x1Fu
#define EITR_INTERVAL  0x00007FFCu

/* receive, 8.10 */
#define RCTL_RXEN		     NM_BIT(1)
#define RCTL_SBP		     NM_BIT(2)
#define RCTL_UPE		     NM_BIT(3)
#define RCTL_MPE		     NM_BIT(4)
#define RCTL_LPE		     NM_BIT(5)
#define RCTL_LBM		     0x000000C0u
#define RCTL_LBM_MAC		     0x00000040u
#define RCTL_LBM_SERDES		     0x000000C0u
#define RCTL_MO_SHIFT		     12
#define RCTL_BAM		     NM_BIT(15)
#define RCTL_BSIZE_SHIFT	     16
#define RCTL_VFE		     NM_BIT(18)
#define RCTL_CFIEN		     NM_BIT(19)
#define RCTL_CFI		     NM_BIT(20)
#define RCTL_DPF		     NM_BIT(22)
#define RCTL_PMCF		     NM_BIT(23)
#define RCTL_SECRC		     NM_BIT(26)
#define SRRCTL_BSIZEPACKET	     0x0000007Fu
#define SRRCTL_BSIZEHEADER	     0x00000F00u
#define SRRCTL_RDMTS_SHIFT	     20
#define SRRCTL_DESCTYPE		     0x0E000000u
#define SRRCTL_DESCTYPE_ADV	     0x02000000u
#define SRRCTL_DESCTYPE_SPLIT	     0x04000000u
#define SRRCTL_DESCTYPE_SPLIT_ALWAYS 0x0A000000u
#define SRRCTL_DROP_EN		     NM_BIT(31)
#define XDCTL_ENABLE		     NM_BIT(25)
#define XDCTL_SWFLSH		     NM_BIT(26)
#define RXCSUM_PCSS		     0x000000FFu
#define RXCSUM_IPOFLD		     NM_BIT(8)
#define RXCSUM_TUOFLD		     NM_BIT(9)
#define RXCSUM_CRCOFL		     NM_BIT(11)
#define RXCSUM_IPPCSE		     NM_BIT(12)
#define RXCSUM_PCSD		     NM_BIT(13)
#define RFCTL_IPV6_XSUM_DIS	     NM_BIT(11)
#define RFCTL_IPV6_EX_DIS	     NM_BIT(16)
#define RFCTL_NEW_IPV6_EXT_DIS	     NM_BIT(17)
#define RAH_AV			     NM_BIT(31)
#define RAH_POOL_SHIFT		     18
#define MRQC_MODE		     0x00000007u
#define MRQC_RSS		     2u
#define MRQC_VMDQ		     3u
#define MRQC_VMDQ_RSS		     5u
#define MRQC_IPV4_TCP		     NM_BIT(16)
#define MRQC_IPV4		     NM_BIT(17)
#define MRQC_IPV6_TCP_EX	     NM_BIT(18)
#define MRQC_IPV6_EX		     NM_BIT(19)
#define MRQC_IPV6		     NM_BIT(20)
#define MRQC_IPV6_TCP		     NM_BIT(21)
#define MRQC_IPV4_UDP		     NM_BIT(22)
#define MRQC_IPV6_UDP		     NM_BIT(23)
#define MRQC_IPV6_UDP_EX	     NM_BIT(24)
#define VT_CTL_DEF_SHIFT	     7
#define VT_CTL_IGNORE_MAC	     NM_BIT(28)
#define VT_CTL_DIS_DEF		     NM_BIT(29)
#define VT_CTL_REPL_EN		     NM_BIT(30)
#define VMOLR_RLPML		     0x00003FFFu
#define VMOLR_LPE		     NM_BIT(16)
#define VMOLR_RSSE		     NM_BIT(17)
#define VMOLR_AUPE		     NM_BIT(24)
#define VMOLR_ROMPE		     NM_BIT(25)
#define VMOLR_ROPE		     NM_BIT(26)
#define VMOLR_BAM		     NM_BIT(27)
#define VMOLR_MPME		     NM_BIT(28)
#define VMOLR_STRVLAN		     NM_BIT(30)
#define VMOLR_STRCRC		     NM_BIT(31)
#define VLVF_POOLS_SHIFT	     12
#define VLVF_ENABLE		     NM_BIT(31)
#define ETQF_QUEUE_SHIFT	     16
#define ETQF_ENABLE		     NM_BIT(26)
#define ETQF_1588		     NM_BIT(30)
#define ETQF_QUEUE_EN		     NM_BIT(31)

#define FTQF_QUEUE_EN	 NM_BIT(8)
#define FTQF_QUEUE_SHIFT 16
#define FTQF_1588	 NM_BIT(27)
#define FTQF_PROTO_BP	 NM_BIT(28)
#define FTQF_SRC_BP	 NM_BIT(29)
#define FTQF_DST_BP	 NM_BIT(30)
#define FTQF_SPORT_BP	 NM_BIT(31)
#define IMIR_PORT_BP	 NM_BIT(17)
#define IMIREXT_SIZE_BP	 NM_BIT(12)
#define IMIREXT_CTRL_BP	 NM_BIT(19)
#define SYNQF_EN	 NM_BIT(0)
#define RFCTL_SYNQFP	 NM_BIT(19)
#define RFCTL_LEF	 NM_BIT(18)

/* receive write-back, 7.1.5.2 */
#define RXD_DD		 NM_BIT(0)
#define RXD_EOP		 NM_BIT(1)
#define RXD_VP		 NM_BIT(3)
#define RXD_UDPCS	 NM_BIT(4)
#define RXD_L4CS	 NM_BIT(5)
#define RXD_IPCS	 NM_BIT(6)
#define RXD_PIF		 NM_BIT(7)
#define RXD_IPIDV	 NM_BIT(9)
#define RXD_UDPV	 NM_BIT(10)
#define RXD_TS		 NM_BIT(16)
#define RXD_LB		 NM_BIT(18)
#define RXD_HBO		 NM_BIT(23)
#define RXD_L4E		 NM_BIT(29)
#define RXD_IPE		 NM_BIT(30)
#define RXD_RXE		 NM_BIT(31)
#define RXD_IPV4	 NM_BIT(4)
#define RXD_IPV4E	 NM_BIT(5)
#define RXD_IPV6	 NM_BIT(6)
#define RXD_IPV6E	 NM_BIT(7)
#define RXD_TCP		 NM_BIT(8)
#define RXD_UDP		 NM_BIT(9)
#define RXD_SCTP	 NM_BIT(10)
#define RXD_NFS		 NM_BIT(11)
#define RXD_ETQF	 NM_BIT(15)
#define RXD_HDRLEN_SHIFT 21
#define RXD_SPH		 NM_BIT(31)

/* transmit, 8.12 */
#define TCTL_EN		NM_BIT(1)
#define TCTL_PSP	NM_BIT(3)
#define TDWBAL_HEAD_WB	NM_BIT(0)
#define VMVIR_DEFAULT	NM_BIT(30)
#define VMVIR_NEVER	NM_BIT(31)
#define RTTBCNRC_RS_ENA NM_BIT(31)
#define RTTBCNRC_RF	0x00FFFFFFu /* link speed / rate, 14 fraction bits */
#define RTTBCNRC_RF_ONE 0x00004000u

/* transmit descriptors, 7.2.2 */
#define TXD_DTYP	 0x00F00000u
#define TXD_DTYP_CTX	 0x00200000u
#define TXD_DTYP_DATA	 0x00300000u
#define TXD_MAC_LINKSEC	 NM_BIT(18)
#define TXD_MAC_1588	 NM_BIT(19)
#define TXD_EOP		 NM_BIT(24)
#define TXD_IFCS	 NM_BIT(25)
#define TXD_RS		 NM_BIT(27)
#define TXD_DEXT	 NM_BIT(29)
#define TXD_VLE		 NM_BIT(30)
#define TXD_TSE		 NM_BIT(31)
#define TXD_IXSM	 NM_BIT(8)
#define TXD_TXSM	 NM_BIT(9)
#define TXD_IPSEC	 NM_BIT(10)
#define TXD_IDX_SHIFT	 4
#define TXD_PAYLEN_SHIFT 14
#define TXC_IPV4	 NM_BIT(10)
#define TXC_L4T		 0x00001800u
#define TXC_L4T_TCP	 0x00000800u
#define TXC_L4T_SCTP	 0x00001000u

/* time sync, 8.16 */
#define TSYNCTXCTL_VALID NM_BIT(0)
#define TSYNCTXCTL_EN	 NM_BIT(4)
#define TSYNCRXCTL_VALID NM_BIT(0)
#define TSYNCRXCTL_TYPE	 0x0000000Eu
#define TSYNCRXCTL_EN	 NM_BIT(4)

/* PCS, 8.22 */
#define PCS_CFG0_EN NM_BIT(3)
/* SCTL: which of its registers, and what for */
#define SCTL_ADDRESS	 0x0000FF00u
#define SCTL_LOOPBACK	 0x00000400u
#define SCTL_DATA	 0x000000FFu
#define SCTL_LOOPBACK_ON 0x00000010u

#define PCS_LCTL_FLV	    NM_BIT(0)
#define PCS_LCTL_FORCE_LINK NM_BIT(5)
#define PCS_LCTL_AN_ENABLE  NM_BIT(16)
#define PCS_LCTL_AN_RESTART NM_BIT(17)
#define PCS_LSTS_LINK_OK    NM_BIT(0)
#define PCS_LSTS_SPEED_1000 0x00000004u
#define PCS_LSTS_FD	    NM_BIT(3)
#define PCS_LSTS_SYNC_OK    NM_BIT(4)
#define PCS_LSTS_AN_DONE    NM_BIT(16)

/* PHY, IEEE 802.3 clause 22 and 28, and the internal PHY's own registers */
enum {
	PHY_BMCR = 0,
	PHY_BMSR = 1,
	PHY_ID1 = 2,
	PHY_ID2 = 3,
	PHY_ANAR = 4,
	PHY_ANLPAR = 5,
	PHY_ANER = 6,
	PHY_ANNP = 7,
	PHY_CTRL1000 = 9,
	PHY_STAT1000 = 10,
	PHY_EXTSTAT = 15,
	PHY_PORT_CONFIG = 16,
	PHY_PORT_STATUS = 17,
	PHY_PORT_CTRL = 18,
	PHY_LINK_HEALTH = 19,
	PHY_PAGE_SELECT = 31,
};
#define BMCR_SPEED_1000	 0x0040u
#define BMCR_FD		 0x0100u
#define BMCR_AN_RESTART	 0x0200u
#define BMCR_ISOLATE	 0x0400u
#define BMCR_POWER_DOWN	 0x0800u
#define BMCR_AN_ENABLE	 0x1000u
#define BMCR_SPEED_100	 0x2000u
#define BMCR_LOOPBACK	 0x4000u
#define BMCR_RESET	 0x8000u
#define BMSR_LINK	 0x0004u
#define BMSR_AN_DONE	 0x0020u
#define BMSR_CAPS	 0x7949u /* 10/100 half and full, extended status, AN capable */
#define AN_10_HALF	 0x0020u
#define AN_10_FULL	 0x0040u
#define AN_100_HALF	 0x0080u
#define AN_100_FULL	 0x0100u
#define AN_PAUSE	 0x0400u
#define AN_ASM_DIR	 0x0800u
#define AN_ACK		 0x4000u
#define AN_SELECTOR	 0x0001u
#define CTRL1000_FULL	 0x0200u
#define CTRL1000_HALF	 0x0100u
#define STAT1000_LP_FULL 0x0800u
#define STAT1000_RX_OK	 0x3000u
#define STAT1000_MASTER	 0x4000u

#endif
