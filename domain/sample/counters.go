package sample

import "suaraloket/domain"

// desk is a counter with what the sample city knows of it beyond the domain.
type desk struct {
	counter domain.Counter
	load    float64 // ratings on an ordinary day
	crew    []string
	guest   string // serves for a few days only, shortly before start
	stay    stay
}

func (d desk) own() bool { return d.counter.Unit.Agency.Internal }

// stay says how a guest came to have few ratings.
type stay struct {
	enough  int  // ratings after which the days at the counter end, at midnight
	most    int  // ratings that are never passed
	returns bool // served in turn with the others in earlier quarters
}

// plan is a counter as it is written down here.
type plan struct {
	code, name string
	unit       domain.Unit
	load       float64
	services   []string
	crew       []person
	guest      *person
	stay       stay
}

// errand is a service, how residents call it and how they feel about it.
type errand struct {
	code, name string
	called     string  // in the middle of a sentence
	feeling    float64 // added to how content residents are, about -0.6 to 0.4
	wait       float64 // share of the discontent that is about waiting
	free       bool
	kind       string // what else residents write about: dokumen, kesehatan or ""
}

func errands() []errand {
	return []errand{
		{"KTP-EL", "KTP-el", "KTP-el", -0.35, 0.6, true, "dokumen"},
		{"KK", "Kartu Keluarga", "kartu keluarga", 0, 0.45, true, "dokumen"},
		{"AKTA-LAHIR", "Akta Kelahiran", "akta kelahiran", 0.15, 0.4, true, "dokumen"},
		{"AKTA-MATI", "Akta Kematian", "akta kematian", 0.1, 0.35, true, "dokumen"},
		{"AKTA-KAWIN", "Akta Perkawinan", "akta perkawinan", 0.1, 0.35, true, "dokumen"},
		{"AKTA-CERAI", "Akta Perceraian", "akta perceraian", -0.15, 0.35, true, "dokumen"},
		{"KIA", "Kartu Identitas Anak", "kartu identitas anak", 0.3, 0.4, true, "dokumen"},
		{"PINDAH", "Surat Keterangan Pindah/Datang", "surat pindah", -0.25, 0.45, true, "dokumen"},
		{"IKD", "Identitas Kependudukan Digital", "aktivasi IKD", 0.3, 0.3, true, "dokumen"},
		{"PBB", "Pajak Bumi dan Bangunan", "PBB", 0, 0.45, false, "dokumen"},
		{"BPHTB", "Bea Perolehan Hak atas Tanah dan Bangunan", "BPHTB", -0.3, 0.4, false, "dokumen"},
		{"MUTASI-PBB", "Mutasi Objek dan Subjek PBB", "mutasi PBB", -0.25, 0.5, false, "dokumen"},
		{"POLI-UMUM", "Pemeriksaan Umum", "pemeriksaan umum", -0.3, 0.7, true, "kesehatan"},
		{"IBU-ANAK", "Kesehatan Ibu dan Anak", "pemeriksaan ibu dan anak", 0.25, 0.5, true, "kesehatan"},
		{"IMUNISASI", "Imunisasi", "imunisasi", 0.3, 0.5, true, "kesehatan"},
		{"FARMASI", "Pengambilan Obat", "pengambilan obat", -0.15, 0.75, true, "kesehatan"},
		{"NIB", "Nomor Induk Berusaha", "NIB", 0.15, 0.35, true, "dokumen"},
		{"PBG", "Persetujuan Bangunan Gedung", "PBG", -0.55, 0.5, false, "dokumen"},
		{"SIP", "Surat Izin Praktik Tenaga Kesehatan", "izin praktik", 0.05, 0.45, true, "dokumen"},
		{"REKLAME", "Izin Penyelenggaraan Reklame", "izin reklame", -0.2, 0.4, false, "dokumen"},
		{"SETOR", "Setoran dan Pembayaran", "pembayaran", 0.1, 0.6, false, ""},
	}
}

// plans lists the counters by code.
func plans() []plan {
	dukcapil := domain.Agency{Code: "DISDUKCAPIL", Name: "Dinas Kependudukan dan Pencatatan Sipil", Internal: true}
	finance := domain.Agency{Code: "BAKEUDA", Name: "Badan Keuangan Daerah", Internal: true}
	health := domain.Agency{Code: "DINKES", Name: "Dinas Kesehatan", Internal: true}
	licences := domain.Agency{Code: "DPMPTSP", Name: "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", Internal: true}
	bank := domain.Agency{Code: "BANK-SERUMPUN", Name: "Bank Serumpun (contoh)"}
	var all []plan
	all = append(all, dukcapilMall(domain.Unit{Code: "DKC", Name: "Pelayanan Dukcapil, Mal Pelayanan Publik", Agency: dukcapil})...)
	all = append(all, dukcapilDistrict(domain.Unit{Code: "DKG", Name: "Pelayanan Dukcapil Kecamatan Gerunggang", Agency: dukcapil})...)
	all = append(all, taxes(domain.Unit{Code: "PJK", Name: "Pelayanan Pajak Daerah", Agency: finance})...)
	all = append(all, clinic(domain.Unit{Code: "PKM", Name: "Puskesmas Girimaya", Agency: health})...)
	all = append(all, permits(domain.Unit{Code: "PTS", Name: "Perizinan Terpadu, Mal Pelayanan Publik", Agency: licences})...)
	return append(all, tenant(domain.Unit{Code: "TBS", Name: "Gerai Bank Serumpun (contoh)", Agency: bank})...)
}

// build numbers the people and resolves the services of the plans.
func (c *City) build() {
	c.nature, c.demand, c.services = map[string]person{}, map[string]errand{}, map[string]domain.Service{}
	for _, e := range errands() {
		c.demand[e.code] = e
		c.services[e.code] = domain.Service{Code: e.code, Name: e.name, Free: e.free}
	}
	names := &numbering{}
	for _, p := range plans() {
		d := desk{load: p.load, stay: p.stay}
		d.counter = domain.Counter{Code: p.code, Name: p.name, Unit: p.unit}
		for _, code := range p.services {
			d.counter.Services = append(d.counter.Services, c.services[code])
		}
		for _, who := range p.crew {
			d.crew = append(d.crew, c.employ(who, p.unit, names))
		}
		if p.guest != nil {
			d.guest = c.employ(*p.guest, p.unit, names)
		}
		c.desks = append(c.desks, d)
	}
}
