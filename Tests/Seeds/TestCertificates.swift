import Foundation

/// Certificates for tests, made once and good from 2020 to 2120; nobody but these tests trusts them.
public enum TestCertificates {
  /// Who vouches for the others.
  public static let authority = """
-----BEGIN CERTIFICATE-----
MIIBdDCCARmgAwIBAgIBATAKBggqhkjOPQQDAjAgMR4wHAYDVQQDDBVGbG9yaW4g
dGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
MCAxHjAcBgNVBAMMFUZsb3JpbiB0ZXN0IGF1dGhvcml0eTBZMBMGByqGSM49AgEG
CCqGSM49AwEHA0IABD+FuKGG2Gv0Ff3lS/tddG3B59tjhGNwvpcIyMb04eNtjDsB
FoIkqe+qolOqoQRAKeoyuUuGdfSReIPzNNPA9P+jQjBAMA8GA1UdEwEB/wQFMAMB
Af8wDgYDVR0PAQH/BAQDAgIEMB0GA1UdDgQWBBQFGM0B2ZKZX8LS72ulaxW5N96o
jjAKBggqhkjOPQQDAgNJADBGAiEA1tUIcbGp0ZoK2xiU3Ih/+kNq5eVPDA2yiM/i
lJ9xXm8CIQCAw36ywnnxS0BBhCa6I6tv5FkvhoQ3/YgyH/Q6WwbWBQ==
-----END CERTIFICATE-----
"""
  /// For localhost and 127.0.0.1.
  public static let one = Pair(
    certificate: """
-----BEGIN CERTIFICATE-----
MIIBnDCCAUOgAwIBAgIBAjAKBggqhkjOPQQDAjAgMR4wHAYDVQQDDBVGbG9yaW4g
dGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
MA4xDDAKBgNVBAMMA29uZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFV1Y6ay
rABkBMs3yuGrzF0kpzbFPbRKrVmbGUGKhdoIjQku1JRcBhh2YX0SRkywvN3Uk8ye
w1EO1EVDpRtl6OajfjB8MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAJBgNV
HRMEAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBQImxyHK4aYzlBQ
KCnunYKyUiIqgjAfBgNVHSMEGDAWgBQFGM0B2ZKZX8LS72ulaxW5N96ojjAKBggq
hkjOPQQDAgNHADBEAiAxH1wI0SC/skgMJYNb6JNqc627wDf8AwIiKp+Xf4wRkwIg
c0tbqwPrqdjBmPx6PBmuFHSSebJK5+nstp49C/++eWQ=
-----END CERTIFICATE-----
""",
    key: """
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNrSXnkfz+W5Iprx7
Fh7FIqVlgPGS+kIm8LW0nRbxK/GhRANCAARVdWOmsqwAZATLN8rhq8xdJKc2xT20
Sq1ZmxlBioXaCI0JLtSUXAYYdmF9EkZMsLzd1JPMnsNRDtRFQ6UbZejm
-----END PRIVATE KEY-----
""")
  /// For localhost and 127.0.0.1 as well, with another key.
  public static let two = Pair(
    certificate: """
-----BEGIN CERTIFICATE-----
MIIBnDCCAUOgAwIBAgIBAzAKBggqhkjOPQQDAjAgMR4wHAYDVQQDDBVGbG9yaW4g
dGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
MA4xDDAKBgNVBAMMA3R3bzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABClVDnMr
yhqq9VhszslHYJM+9wTrm+gkaXbl5VyGe7gNASOrKfxNltsRmUPmDY450LiWtIr2
5F96yVWj1UT5Em+jfjB8MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAJBgNV
HRMEAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBStuuAIMfwOGJtn
llUUtAuLupdNKzAfBgNVHSMEGDAWgBQFGM0B2ZKZX8LS72ulaxW5N96ojjAKBggq
hkjOPQQDAgNHADBEAiB9DbTNSrocQWUgr3Uk5o57kMDGgA538z8LXJ0MrAAVCAIg
Qx2DGgCJP4uESQhutNbCS6aSPU588Obk0+BbOXDjGjw=
-----END CERTIFICATE-----
""",
    key: """
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIdwO3LMIKctUOvbh
5jzVEyuwqt3PLtpLL8aGFLYcjAqhRANCAAQpVQ5zK8oaqvVYbM7JR2CTPvcE65vo
JGl25eVchnu4DQEjqyn8TZbbEZlD5g2OOdC4lrSK9uRfeslVo9VE+RJv
-----END PRIVATE KEY-----
""")
  /// For elsewhere.test.
  public static let elsewhere = Pair(
    certificate: """
-----BEGIN CERTIFICATE-----
MIIBnTCCAUSgAwIBAgIBBDAKBggqhkjOPQQDAjAgMR4wHAYDVQQDDBVGbG9yaW4g
dGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBa
MBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEq2kF
pUnBTMwuOcbAO26tQwK1bHO7JbF03EhaiBxnmVQ2opGuu93lya6KyEXhej53ZZid
cMKX1sxl+DHKAx4seaN9MHswGQYDVR0RBBIwEIIOZWxzZXdoZXJlLnRlc3QwCQYD
VR0TBAIwADATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQUIGsrOCjc0QdB
AmELz0h1bROkHBswHwYDVR0jBBgwFoAUBRjNAdmSmV/C0u9rpWsVuTfeqI4wCgYI
KoZIzj0EAwIDRwAwRAIgQ4MoF8I5NEIhck+jRXHmfEUg2WfMXDLWIG1BneEBhTMC
IAhxzN89Xi4FHHrnnWHCIpjWxWTKWOLwrfVwYo8sAKmD
-----END CERTIFICATE-----
""",
    key: """
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLxlenGfmU9UbBFrQ
+UEwvEiyHlE46+JPRQ9oG2H08uChRANCAASraQWlScFMzC45xsA7bq1DArVsc7sl
sXTcSFqIHGeZVDaika673eXJrorIReF6PndlmJ1wwpfWzGX4McoDHix5
-----END PRIVATE KEY-----
""")

  /// A certificate and its key.
  public struct Pair: Sendable {
    public let certificate: String
    public let key: String

    /// Writes both into a folder.
    public func write(to folder: URL, _ name: String = "server") throws -> (certificate: String, key: String) {
      let files = (folder.appending(path: name + ".pem"), folder.appending(path: name + ".key"))
      try Data(certificate.utf8).write(to: files.0)
      try Data(key.utf8).write(to: files.1)
      return (files.0.path, files.1.path)
    }
  }
}
