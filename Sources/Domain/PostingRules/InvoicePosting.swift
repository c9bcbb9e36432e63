import Accounting
import Invoicing
